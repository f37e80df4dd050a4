import type { MessagePort } from 'node:worker_threads';
import type { TallyFacts } from '#core/inspector/plaintext/tally.ts';
import type { StoredBytes, StoredPart } from '#core/ports/plaintext-reader.ts';
import type { WireError } from '#shared/errors.ts';

/** Plaintext goes from thread to thread in these pieces of shared memory; all of them are all that is ever in flight. */
export const SLOT_BYTES = 1_048_576;
export const SLOTS = 3;

/** A slot that was filled, to everybody who uses it. */
export interface FilledSlot {
  readonly slot: number;
  readonly length: number;
}

interface RemoteShard {
  readonly shard: number;
  readonly drive: string;
  /** Which of the main thread's feeds it is, where there is no path. */
  readonly source: number;
  readonly localPath?: string;
}

/** An object without what cannot go to another thread. */
export interface RemoteStored extends Pick<StoredBytes, 'erasure'> {
  readonly parts: readonly (Omit<StoredPart, 'shards'> & { readonly shards: readonly RemoteShard[] })[];
}

export interface OpenTask {
  readonly role: 'open';
  readonly stored: RemoteStored;
  readonly slots: SharedArrayBuffer;
  /** The thread that digests. */
  readonly digest: MessagePort;
  /** Whether to make the SHA-256 too, because the other thread makes the MD5. */
  readonly withSha256: boolean;
}

export interface DigestTask {
  readonly role: 'digest';
  readonly algorithm: 'sha256' | 'md5';
  readonly slots: SharedArrayBuffer;
  readonly port: MessagePort;
}

/** What a thread is told at its start. */
export type WorkerTask = OpenTask | DigestTask;

/** To a digest: a slot, or that there are no more. It answers with the number of each slot that it is done with. */
export type DigestMessage = FilledSlot | 'end';

/** To the thread that opens. */
export type OpenerMessage =
  | { readonly kind: 'free'; readonly slot: number }
  | { readonly kind: 'fed'; readonly request: number; readonly length: number }
  | { readonly kind: 'not-fed'; readonly request: number; readonly error: WireError };

/** From the thread that opens. */
export type OpenerReport =
  | ({ readonly kind: 'filled' } & FilledSlot)
  | {
      readonly kind: 'feed';
      readonly request: number;
      readonly source: number;
      readonly into: SharedArrayBuffer;
    }
  | { readonly kind: 'opened'; readonly facts: TallyFacts; readonly sha256?: string }
  | { readonly kind: 'failed'; readonly error: WireError };
