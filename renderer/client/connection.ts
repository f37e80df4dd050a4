import { type SealabError, toSealabError } from '#shared/errors.ts';
import type { Carrier } from '#shared/protocol/carrier.ts';
import { Client } from '#shared/protocol/client.ts';
import { desktopBridge, openDesktopCarrier } from './desktop-carrier.ts';

/** How the page stands with the program behind it. `lostAt` is in milliseconds since 1970. */
export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open'; readonly client: Client }
  | { readonly kind: 'lost'; readonly lostAt: number; readonly attempts: number; readonly everOpen: boolean }
  | { readonly kind: 'refused'; readonly error: SealabError };

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 8000;

/** The wait before the next attempt: doubles from half a second to eight seconds. */
export function retryDelayMs(attempts: number): number {
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.max(0, attempts - 1));
}

/**
 * Keeps one client connected: opens a carrier, and opens another one with back-off when it closes. In the desktop window
 * the carrier is the window's own, whatever the page would open elsewhere.
 */
export class Connection {
  readonly #open: () => Promise<Carrier>;
  readonly #listeners = new Set<() => void>();
  #state: ConnectionState = { kind: 'connecting' };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempts = 0;
  #everOpen = false;
  #lostAt = 0;

  constructor(open: () => Promise<Carrier>) {
    this.#open = open;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Connects now; also the answer to "Try now" while it waits. */
  async connect(): Promise<void> {
    clearTimeout(this.#timer);
    try {
      const bridge = desktopBridge();
      const carrier = bridge === undefined ? await this.#open() : openDesktopCarrier(bridge);
      const client = new Client(carrier);
      carrier.onClose(() => this.#retry());
      this.#attempts = 0;
      this.#everOpen = true;
      this.#change({ kind: 'open', client });
    } catch (thrown) {
      const error = toSealabError(thrown);
      if (error.code === 'unauthorized') this.#change({ kind: 'refused', error });
      else this.#retry();
    }
  }

  #retry(): void {
    if (this.#attempts === 0) this.#lostAt = Date.now();
    this.#attempts += 1;
    this.#change({ kind: 'lost', lostAt: this.#lostAt, attempts: this.#attempts, everOpen: this.#everOpen });
    this.#timer = setTimeout(() => void this.connect(), retryDelayMs(this.#attempts));
  }

  #change(state: ConnectionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
