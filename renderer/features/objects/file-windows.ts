import type { Region } from '#shared/contract/inspector.ts';
import { isCancelled, toWire, type WireError } from '#shared/errors.ts';
import type { Client } from '#shared/protocol/client.ts';
import { mergeRegions, WINDOW_BYTES } from './hex-lines.ts';
import type { ObjectName } from './places.ts';

/** One file of an object on a drive. */
export interface FileName extends ObjectName {
  readonly lab: string;
  readonly drive: string;
  readonly path: string;
}

/** What was read of a file so far. */
export interface FileContent {
  /** By the offset of their window. */
  readonly windows: ReadonlyMap<number, Uint8Array>;
  readonly regions: readonly Region[];
  /** Why the bytes that were asked for last did not come. */
  readonly error: WireError | undefined;
}

const MOST_UNDER_WAY = 4;
/** 32 MiB of one file stay at hand; what was read first goes first. */
const MOST_KEPT = 512;

/** Reads one file in windows of 64 KiB as they are wanted, what is in sight now first. */
export class FileWindows {
  readonly #file: FileName;
  readonly #states = new Map<number, 'under-way' | 'failed'>();
  readonly #listeners = new Set<() => void>();
  #waiting: readonly number[] = [];
  #controller = new AbortController();
  #client: Client | undefined;
  #content: FileContent = { windows: new Map(), regions: [], error: undefined };

  constructor(file: FileName) {
    this.#file = file;
  }

  get content(): FileContent {
    return this.#content;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Reads through `client` until it is called again; undefined reads nothing. */
  connect(client: Client | undefined): void {
    this.#controller.abort();
    this.#controller = new AbortController();
    this.#client = client;
    this.#states.clear();
    this.#readNext();
  }

  /** Asks for the windows at these offsets. The newest wish replaces the one before. */
  need(windows: readonly number[]): void {
    this.#waiting = windows.filter((offset) => !this.#content.windows.has(offset));
    this.#readNext();
  }

  /** Lets what failed be asked for again. */
  retry(): void {
    for (const [offset, state] of this.#states) if (state === 'failed') this.#states.delete(offset);
    this.#show({ ...this.#content, error: undefined });
    this.#readNext();
  }

  #readNext(): void {
    if (this.#client === undefined) return;
    for (const offset of this.#waiting) {
      const underWay = [...this.#states.values()].filter((state) => state === 'under-way').length;
      if (underWay >= MOST_UNDER_WAY) return;
      if (!this.#states.has(offset) && !this.#content.windows.has(offset))
        void this.#read(this.#client, offset);
    }
  }

  async #read(client: Client, offset: number): Promise<void> {
    const { signal } = this.#controller;
    this.#states.set(offset, 'under-way');
    try {
      const wanted = { ...this.#file, offset, length: WINDOW_BYTES };
      const { bytes, regions } = await client.ask('inspector.bytes', wanted, { signal });
      if (signal.aborted) return;
      this.#states.delete(offset);
      this.#show({
        windows: new Map([...this.#content.windows, [offset, bytes] as const].slice(-MOST_KEPT)),
        regions: mergeRegions(this.#content.regions, regions),
        error: undefined,
      });
    } catch (thrown) {
      if (signal.aborted || isCancelled(thrown)) return;
      this.#states.set(offset, 'failed');
      this.#show({ ...this.#content, error: toWire(thrown) });
    }
    this.#readNext();
  }

  #show(content: FileContent): void {
    this.#content = content;
    for (const listener of this.#listeners) listener();
  }
}
