/**
 * The one channel between page and program. Every message is `[load, text]`: which load of the page it belongs to, and a
 * frame as JSON or a word of `bridgeWord`.
 */
export const IPC_CHANNEL = 'sealab';
