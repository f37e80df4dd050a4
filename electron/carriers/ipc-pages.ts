import { z } from 'zod';
import type { Carrier } from '#shared/protocol/carrier.ts';
import { bridgeWord } from '#shared/protocol/desktop-bridge.ts';
import { IpcCarrier } from './ipc-carrier.ts';
import { IPC_CHANNEL } from './ipc-channel.ts';
import { webLimits } from './web-limits.ts';

/** The frame of a window that sent a message: Electron's `WebFrameMain`. */
export interface IpcFrame {
  readonly url: string;
  /** The frame around this one; null for a window's own page. */
  readonly parent: unknown;
  send(channel: string, load: string, message: string | Uint8Array): void;
}

export interface IpcPagesOptions {
  /** Whether an address is one of the page's own. */
  readonly isOwnPage: (url: string) => boolean;
  /** Gets the carrier of each load of the page; frames that come before anybody listens are kept. */
  readonly onPage: (carrier: Carrier) => void;
  readonly log: (line: string) => void;
}

/** A text or bytes, with the limit of a WebSocket's frame; a load's name is what the preload script makes. */
const Message = z.tuple([
  z.string().regex(/^[0-9a-f-]{1,40}$/),
  z.union([
    z.string().max(webLimits.frameBytes),
    z.instanceof(Uint8Array).refine((bytes) => bytes.length <= webLimits.frameBytes),
  ]),
]);

/** The desktop window's pages: one carrier for each load, the newest only. */
export class IpcPages {
  readonly #options: IpcPagesOptions;
  #current: { readonly load: string; readonly carrier: IpcCarrier } | undefined;

  constructor(options: IpcPagesOptions) {
    this.#options = options;
  }

  /** Takes one message. Who sent it is looked at every time: a frame may have gone elsewhere since the last one. */
  receive(frame: IpcFrame | null, parts: readonly unknown[]): void {
    if (frame === null || frame.parent !== null || !this.#options.isOwnPage(frame.url)) {
      this.#options.log(`desktop: message of a foreign frame refused: ${frame?.url ?? 'gone'}`);
      return;
    }
    const message = Message.safeParse(parts);
    if (!message.success) {
      this.#options.log('desktop: a message without a load or with more than a frame closes the connection');
      this.#current?.carrier.close();
      return;
    }
    const [load, content] = message.data;
    if (content === bridgeWord.open) this.#open(frame, load);
    // A message of an older load was under way when the page was loaded anew.
    else if (load === this.#current?.load) this.#current.carrier.receive(content);
  }

  /** The page is gone: its queries, feeds and streams end, and no operation does. */
  leave(): void {
    this.#current?.carrier.forget();
    this.#current = undefined;
  }

  #open(frame: IpcFrame, load: string): void {
    this.leave();
    const carrier = new IpcCarrier((content) => frame.send(IPC_CHANNEL, load, content));
    this.#current = { load, carrier };
    this.#options.onPage(carrier);
  }
}
