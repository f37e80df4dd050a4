import type { ObjectEncryption } from '#shared/contract/objects.ts';
import { isCancelled, toWire, type WireError } from '#shared/errors.ts';
import type { Client } from '#shared/protocol/client.ts';
import { notConnected } from './use-run.ts';

/** A file that somebody chose, as far as sending it needs. */
export interface UploadSource {
  readonly size: number;
  readonly type: string;
  readonly slice: (start: number, end: number) => { readonly arrayBuffer: () => Promise<ArrayBuffer> };
}

export interface UploadWanted {
  readonly lab: string;
  readonly bucket: string;
  readonly key: string;
  readonly file: UploadSource;
  readonly encryption: ObjectEncryption;
}

export interface Upload extends Omit<UploadWanted, 'file'> {
  readonly id: number;
  readonly sizeBytes: number;
  /** Bytes that left this page. */
  readonly sentBytes: number;
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly error: WireError | undefined;
}

const AT_ONCE = 2;
const CHUNK_BYTES = 1024 * 1024;

/** The uploads of this window, two at a time; they go on while the person looks at other pages. */
export class UploadQueue {
  readonly #files = new Map<number, UploadSource>();
  readonly #controllers = new Map<number, AbortController>();
  readonly #listeners = new Set<() => void>();
  #uploads: readonly Upload[] = [];
  #client: Client | undefined;
  #nextId = 1;

  /** All that run, wait or ended and were not put away, in the order in which they were asked for. */
  get uploads(): readonly Upload[] {
    return this.#uploads;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The client to send with from now on; undefined while nothing is connected. */
  connect(client: Client | undefined): void {
    this.#client = client;
    this.#startNext();
  }

  add(wanted: readonly UploadWanted[]): void {
    const added = wanted.map(({ file, ...rest }): Upload => {
      const id = this.#nextId++;
      this.#files.set(id, file);
      return { ...rest, id, sizeBytes: file.size, sentBytes: 0, state: 'waiting', error: undefined };
    });
    this.#show([...this.#uploads, ...added]);
    this.#startNext();
  }

  /** Stops one; what was sent of it is taken back by the server. */
  cancel(id: number): void {
    const controller = this.#controllers.get(id);
    if (controller === undefined) this.#change(id, { state: 'cancelled' });
    else controller.abort();
  }

  /** Puts the ended ones of a bucket away. */
  dismissEnded(bucket: string): void {
    this.#show(this.#uploads.filter((one) => one.bucket !== bucket || isOpen(one)));
  }

  #startNext(): void {
    const running = this.#uploads.filter(({ state }) => state === 'running').length;
    const next = this.#uploads.find(({ state }) => state === 'waiting');
    if (next === undefined || running >= AT_ONCE || this.#client === undefined) return;
    this.#change(next.id, { state: 'running' });
    void this.#send(next);
    this.#startNext();
  }

  async #send({ id, lab, bucket, key, encryption }: Upload): Promise<void> {
    const controller = new AbortController();
    this.#controllers.set(id, controller);
    try {
      const file = this.#files.get(id);
      if (this.#client === undefined || file === undefined) throw notConnected();
      await this.#client.upload(
        'objects.upload',
        {
          lab,
          bucket,
          key,
          encryption,
          sizeBytes: file.size,
          ...(file.type === '' ? {} : { contentType: file.type }),
        },
        { signal: controller.signal, chunks: this.#chunksOf(id, file) },
      );
      this.#change(id, { state: 'done' });
    } catch (thrown) {
      if (isCancelled(thrown)) this.#change(id, { state: 'cancelled' });
      else this.#change(id, { state: 'failed', error: toWire(thrown) });
    } finally {
      this.#controllers.delete(id);
      this.#files.delete(id);
      this.#startNext();
    }
  }

  async *#chunksOf(id: number, file: UploadSource): AsyncGenerator<Uint8Array> {
    for (let offset = 0; offset < file.size; offset += CHUNK_BYTES) {
      const end = Math.min(offset + CHUNK_BYTES, file.size);
      yield new Uint8Array(await file.slice(offset, end).arrayBuffer());
      this.#change(id, { sentBytes: end });
    }
  }

  #change(id: number, change: Partial<Upload>): void {
    this.#show(this.#uploads.map((one) => (one.id === id ? { ...one, ...change } : one)));
  }

  #show(uploads: readonly Upload[]): void {
    this.#uploads = uploads;
    for (const listener of this.#listeners) listener();
  }
}

/** Does it wait or run? */
export function isOpen({ state }: Pick<Upload, 'state'>): boolean {
  return state === 'waiting' || state === 'running';
}
