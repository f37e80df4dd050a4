import { contextBridge, ipcRenderer } from 'electron';
import type { DesktopBridge } from '#shared/protocol/desktop-bridge.ts';
import { IPC_CHANNEL } from './carriers/ipc-channel.ts';

/** Names this load of the page, so that an answer to the load before it is dropped. */
const load = [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(16)).join('-');
let listener: ((text: string) => void) | undefined;

ipcRenderer.on(IPC_CHANNEL, (_event, to: unknown, text: unknown) => {
  if (to === load && typeof text === 'string') listener?.(text);
});

const bridge: DesktopBridge = {
  post: (text) => ipcRenderer.send(IPC_CHANNEL, load, text),
  onMessage: (next) => {
    listener = next;
  },
};
contextBridge.exposeInMainWorld('sealab', bridge);
