import { createHash } from 'node:crypto';
import type { MessagePort } from 'node:worker_threads';
import { createBitrotHash } from '#core/inspector/bitrot.ts';
import { byteFeed, ChunkMemory, feedSource } from '#core/inspector/plaintext/byte-feed.ts';
import { openPlaintext } from '#core/inspector/plaintext/open-plaintext.ts';
import { PlaintextTally, type TallyFacts } from '#core/inspector/plaintext/tally.ts';
import type { StoredBytes } from '#core/ports/plaintext-reader.ts';
import { toWire } from '#shared/errors.ts';
import { localFeed } from './local-feed.ts';
import type { OpenerMessage, OpenerReport, OpenTask, RemoteStored } from './messages.ts';
import { createPackageOpener } from './package-opener.ts';
import { RemoteShards } from './remote-shards.ts';
import { SlotWriter, slotOf } from './slot-writer.ts';

/** The work of the thread that reads, checks, joins and opens. `port` leads to the main thread. */
export async function runOpener(task: OpenTask, port: MessagePort): Promise<void> {
  const { slots, digest } = task;
  const sha256 = task.withSha256 ? createHash('sha256') : undefined;
  const post = (report: OpenerReport): void => port.postMessage(report);
  const writer = new SlotWriter(slots, [
    (filled) => digest.postMessage(filled),
    (filled) => {
      post({ kind: 'filled', ...filled });
      sha256?.update(slotOf(slots, filled));
    },
  ]);
  const remote = new RemoteShards(post);
  port.on('message', (message: OpenerMessage) => {
    if (message.kind === 'free') writer.release(message.slot);
    else remote.answer(message);
  });
  digest.on('message', (slot: number) => writer.release(slot));
  try {
    const facts = await openInto(writer, toStored(task.stored, remote));
    post({ kind: 'opened', facts, ...(sha256 === undefined ? {} : { sha256: sha256.digest('hex') }) });
    digest.postMessage('end');
  } catch (thrown) {
    post({ kind: 'failed', error: toWire(thrown) });
  }
}

function toStored({ erasure, parts }: RemoteStored, remote: RemoteShards): StoredBytes {
  return {
    erasure,
    parts: parts.map(({ number, storedBytes, key, shards }) => ({
      number,
      storedBytes,
      ...(key === undefined ? {} : { key }),
      shards: shards.map(({ shard, drive, source, localPath }) => ({
        shard,
        drive,
        read: () => remote.read(source),
        ...(localPath === undefined ? {} : { localPath }),
      })),
    })),
  };
}

async function openInto(writer: SlotWriter, stored: StoredBytes): Promise<TallyFacts> {
  const tally = new PlaintextTally();
  const memories = new ChunkMemory();
  const pieces = openPlaintext(stored, {
    open: (file) =>
      feedSource(file.localPath === undefined ? byteFeed(file) : localFeed(file.localPath), memories),
    hash: createBitrotHash(),
    openAead: createPackageOpener(),
    tally,
    // The main thread ends this one to cancel.
    checkpoint: () => undefined,
  });
  for await (const piece of pieces) await writer.write(piece);
  writer.flush();
  return tally.facts();
}
