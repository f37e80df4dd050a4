import type { Carrier } from '#shared/protocol/carrier.ts';
import { Client } from '#shared/protocol/client.ts';
import type { DesktopBridge } from '#shared/protocol/desktop-bridge.ts';
import { IPC_CHANNEL } from '../../carriers/ipc-channel.ts';
import type { ElectronStandIn } from './electron-stand-in.ts';
import { FrameStandIn } from './window-stand-in.ts';

/** One load of the page: the preload script's half of the channel, over the stand-in's ipcMain. */
export class PageStandIn {
  readonly frame = new FrameStandIn();
  readonly #electron: ElectronStandIn;
  readonly #load: string;
  #listener: ((text: string) => void) | undefined;

  constructor(electron: ElectronStandIn, load: string) {
    this.#electron = electron;
    this.#load = load;
    this.frame.onSent = (to, text) => {
      if (to === load) this.#listener?.(text);
    };
  }

  /** What `window.sealab` is in this load. */
  readonly bridge: DesktopBridge = {
    post: (text) => this.sendParts(this.#load, text),
    onMessage: (listener) => {
      this.#listener = listener;
    },
  };

  /** Sends whatever parts, as a page could that has got hold of the channel. */
  sendParts(...parts: readonly unknown[]): void {
    this.#electron.ipcMain.emit(IPC_CHANNEL, { senderFrame: this.frame }, ...parts);
  }

  client(open: (bridge: DesktopBridge) => Carrier): Client {
    return new Client(open(this.bridge));
  }
}
