import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { SealabError } from '#shared/errors.ts';
import { damagedSet } from './saved-set-format.ts';

/*
 * The end of a saved set: a zstd skippable frame (RFC 8878, 3.1.2), which every zstd tool passes over, with a mark and
 * the SHA-256 of all bytes before the frame. Node's zstd does not notice a frame that lost its last bytes; this does.
 */
const magic = Buffer.from([0x5e, 0x2a, 0x4d, 0x18]);
const mark = Buffer.from('sealab set\0\0');
const frameHeader = Buffer.concat([magic, uint32(mark.length + 32), mark]);
export const sealBytes = frameHeader.length + 32;

/** The seal for a file whose bytes have this SHA-256. */
export function sealFor(digest: Uint8Array): Buffer {
  return Buffer.concat([frameHeader, digest]);
}

/**
 * Checks the whole file against its seal; returns how many bytes come before it. Throws `damaged-file` for a file
 * without a seal, `checksum-mismatch` for one with other bytes than were saved.
 */
export async function checkSeal(file: string, signal: AbortSignal): Promise<number> {
  const { content, seal } = await readSeal(file);
  if (content <= 0 || !seal.subarray(0, frameHeader.length).equals(frameHeader)) {
    throw damagedSet(file, 'it does not end as a saved set does');
  }
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { end: content - 1, highWaterMark: 2 ** 20 }), hash, { signal });
  if (sealFor(hash.digest()).equals(seal)) return content;
  throw new SealabError(
    'checksum-mismatch',
    `The saved set ${file} has other bytes than were saved. Nothing was changed.`,
    {
      fix: 'Copy the file again from where it was saved, or save a new one: sealab provision --save FILE',
      details: { file },
    },
  );
}

async function readSeal(file: string): Promise<{ readonly content: number; readonly seal: Buffer }> {
  await using handle = await open(file);
  const { size } = await handle.stat();
  const content = size - sealBytes;
  const seal = Buffer.alloc(sealBytes);
  if (content > 0) await handle.read(seal, 0, sealBytes, content);
  return { content, seal };
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
