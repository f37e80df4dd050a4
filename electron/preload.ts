import { contextBridge, ipcRenderer } from 'electron';
import type { DesktopBridge } from '#shared/protocol/desktop-bridge.ts';
import { IPC_CHANNEL } from './carriers/ipc-channel.ts';

/** Names this load of the page, so that an answer to the load before it is dropped. */
const load = [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(16)).join('-');
let listener: ((message: string | Uint8Array) => void) | undefined;

ipcRenderer.on(IPC_CHANNEL, (_event, to: unknown, message: unknown) => {
  if (to === load && isMessage(message)) listener?.(message);
});

const bridge: DesktopBridge = {
  post: (message) => {
    if (isMessage(message)) ipcRenderer.send(IPC_CHANNEL, load, message);
  },
  onMessage: (next) => {
    listener = next;
  },
};
contextBridge.exposeInMainWorld('sealab', bridge);

function isMessage(value: unknown): value is string | Uint8Array {
  return typeof value === 'string' || value instanceof Uint8Array;
}
