import type { Worker } from 'node:worker_threads';
import { type ByteFeed, byteFeed } from '#core/inspector/plaintext/byte-feed.ts';
import { plaintextBytes } from '#core/inspector/plaintext/open-plaintext.ts';
import type { OperationContext } from '#core/ports/operation-context.ts';
import type {
  PlaintextFacts,
  PlaintextReader,
  ShardFile,
  StoredBytes,
} from '#core/ports/plaintext-reader.ts';
import { fromWire, toWire } from '#shared/errors.ts';
import type { FilledSlot, OpenerMessage, OpenerReport, RemoteStored } from './messages.ts';
import { Preview } from './preview.ts';
import { slotOf } from './slot-writer.ts';
import { watchThread } from './threads.ts';

/** The digests are made elsewhere, but for a SHA-256 that the thread was asked for. */
interface OpenedPlaintext {
  readonly facts: Omit<PlaintextFacts, 'sha256' | 'md5'>;
  readonly sha256: string | undefined;
}

interface OpenerClientOptions {
  readonly slots: SharedArrayBuffer;
  readonly stored: StoredBytes;
  readonly sink: Parameters<PlaintextReader['read']>[1];
  readonly context: OperationContext;
}

/** What the main thread does for the thread that opens: feeds it with what only it can read, and empties its slots in order. */
export class OpenerClient {
  /** What was read, when the sink has taken everything. */
  readonly read: Promise<OpenedPlaintext>;
  readonly #options: OpenerClientOptions;
  readonly #thread: Worker;
  readonly #feeds: readonly ByteFeed[];
  readonly #preview = new Preview();
  readonly #total: number;
  #emptied: Promise<void> = Promise.resolve();

  /** `files` are the shards of `stored` in the numbering of `toRemote`. */
  constructor(thread: Worker, files: readonly ShardFile[], options: OpenerClientOptions) {
    this.#options = options;
    this.#thread = thread;
    this.#feeds = files.map(byteFeed);
    this.#total = plaintextBytes(options.stored);
    this.read = new Promise((resolve, reject) => {
      watchThread(thread, reject);
      thread.on('message', (report: OpenerReport) => {
        if (report.kind === 'failed') reject(fromWire(report.error));
        if (report.kind === 'feed') void this.#feed(report);
        if (report.kind === 'filled') {
          this.#emptied = this.#emptied.then(() => this.#empty(report));
          this.#emptied.catch(reject);
        }
        if (report.kind === 'opened') {
          const { facts, sha256 } = report;
          this.#emptied.then(
            () => resolve({ facts: { ...facts, ...this.#preview.facts() }, sha256 }),
            reject,
          );
        }
      });
    });
  }

  /** Lets go of what it reads. Does not wait: a source may hang in the read that made somebody cancel. */
  close(): void {
    for (const feed of this.#feeds) feed.close().catch(() => undefined);
  }

  async #empty(filled: FilledSlot): Promise<void> {
    const { slots, sink, context } = this.#options;
    const plaintext = slotOf(slots, filled);
    this.#preview.add(plaintext);
    await sink?.(plaintext);
    this.#post({ kind: 'free', slot: filled.slot });
    context.report({ done: this.#preview.sizeBytes, total: this.#total, unit: 'bytes' });
  }

  async #feed({ request, source, into }: Extract<OpenerReport, { kind: 'feed' }>): Promise<void> {
    try {
      const length = (await this.#feeds[source]?.fill(new Uint8Array(into))) ?? 0;
      this.#post({ kind: 'fed', request, length });
    } catch (thrown) {
      this.#post({ kind: 'not-fed', request, error: toWire(thrown) });
    }
  }

  #post(message: OpenerMessage): void {
    this.#thread.postMessage(message);
  }
}

/** What the thread is told of an object, and the shards that it asks for by number. */
export function toRemote({ erasure, parts }: StoredBytes): {
  readonly stored: RemoteStored;
  readonly files: readonly ShardFile[];
} {
  const files: ShardFile[] = [];
  const stored = {
    erasure,
    parts: parts.map(({ shards, ...part }) => ({
      ...part,
      shards: shards.map(({ shard, drive, ...file }) => {
        files.push({ shard, drive, ...file });
        const source = files.length - 1;
        return file.localPath === undefined
          ? { shard, drive, source }
          : { shard, drive, source, localPath: file.localPath };
      }),
    })),
  };
  return { stored, files };
}
