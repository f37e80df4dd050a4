/**
 * The one channel between page and program. Every message is `[load, message]`: which load of the page it belongs to, and
 * a frame as `encodeFrame` writes it or a word of `bridgeWord`.
 */
export const IPC_CHANNEL = 'sealab';
