import { MessagePort } from 'node:worker_threads';
import { z } from 'zod';
import { WireError } from '#shared/errors.ts';

/** Plaintext goes from thread to thread in these pieces of shared memory; all of them are all that is ever in flight. */
export const SLOT_BYTES = 1_048_576;
export const SLOTS = 4;

const Bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const Shared = z.instanceof(SharedArrayBuffer);
const Port = z.instanceof(MessagePort);

const RemoteShard = z.object({
  shard: z.number(),
  drive: z.string(),
  /** Which of the main thread's sources it is, where there is no path. */
  source: z.number(),
  localPath: z.string().optional(),
});
const RemoteStored = z.object({
  erasure: z.object({ data: z.number(), parity: z.number(), blockBytes: z.number() }),
  parts: z
    .array(
      z.object({
        number: z.number(),
        storedBytes: z.number(),
        key: Bytes.optional(),
        shards: z.array(RemoteShard).readonly(),
      }),
    )
    .readonly(),
});
export type RemoteStored = z.infer<typeof RemoteStored>;

const OpenTask = z.object({
  role: z.literal('open'),
  stored: RemoteStored,
  slots: Shared,
  /** The thread that digests. */
  digest: Port,
});
export type OpenTask = z.infer<typeof OpenTask>;

const DigestTask = z.object({
  role: z.literal('digest'),
  /** MD5 is slower than all else together, so it is made only where somebody can compare it. */
  withMd5: z.boolean(),
  slots: Shared,
  port: Port,
});
export type DigestTask = z.infer<typeof DigestTask>;

/** What a worker is told at its start. */
export const WorkerTask = z.discriminatedUnion('role', [OpenTask, DigestTask]);

/** A slot that was filled, to everybody who uses it. */
export const FilledSlot = z.object({ slot: z.number(), length: z.number() });
export type FilledSlot = z.infer<typeof FilledSlot>;

/** To a digest: a slot, or that there are no more. */
export const DigestMessage = z.union([FilledSlot, z.literal('end')]);

/** To the worker that opens. */
export const OpenerMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('free'), slot: z.number() }),
  z.object({ kind: z.literal('fed'), request: z.number(), length: z.number() }),
  z.object({ kind: z.literal('not-fed'), request: z.number(), error: WireError }),
]);
export type OpenerMessage = z.infer<typeof OpenerMessage>;

const TallyFacts = z.object({
  blocks: z.number(),
  hashesAgreed: z.number(),
  badChunks: z
    .array(z.object({ drive: z.string(), part: z.number(), block: z.number(), reason: z.string() }))
    .readonly(),
  reconstructedBlocks: z.number(),
  packages: z.number(),
  cipher: z.enum(['AES-256-GCM', 'ChaCha20-Poly1305']).optional(),
});

/** From the worker that opens. */
export const OpenerReport = z.discriminatedUnion('kind', [
  FilledSlot.extend({ kind: z.literal('filled') }),
  z.object({ kind: z.literal('feed'), request: z.number(), source: z.number(), into: Shared }),
  z.object({ kind: z.literal('opened'), facts: TallyFacts }),
  z.object({ kind: z.literal('failed'), error: WireError }),
]);
export type OpenerReport = z.infer<typeof OpenerReport>;

/** From the thread that digests, hexadecimal. */
export const DigestReport = z.object({ sha256: z.string(), md5: z.string() });
export type DigestReport = z.infer<typeof DigestReport>;
