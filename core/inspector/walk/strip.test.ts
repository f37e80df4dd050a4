import { expect, it } from 'vitest';
import { FakeDrives } from '../../testing/fake-drives.ts';
import { encodeXlMeta } from '../../testing/fake-xl-meta.ts';
import { readCopies } from '../object-copies.ts';
import { readMetadata } from './metadata-steps.ts';
import { stripOf } from './strip.ts';

const LAB = 'lab';
const { signal } = new AbortController();

/** A plain object of 21 bytes on two data drives and one parity drive, the last of which lost it. */
async function plainStrip(lost: string) {
  const drives = new FakeDrives();
  for (const index of [1, 2, 3]) {
    drives.create(LAB, `minio${index}`);
    const meta = encodeXlMeta({ system: {}, data: 2, parity: 1, index, sizeBytes: 21 });
    if (`minio${index}` !== lost)
      await drives.write(LAB, `minio${index}`, { path: 'docs/a.txt/xl.meta', content: meta });
  }
  const copies = await readCopies({ lab: LAB, drives }, { bucket: 'docs', key: 'a.txt' }, { signal });
  return stripOf(readMetadata(copies)).map(({ drive, kind, lengthBytes }) => [drive, kind, lengthBytes]);
}

it('draws the plaintext, hashes, parity and padding of an object that is not encrypted', async () => {
  expect(await plainStrip('none')).toEqual([
    ['minio1', 'bitrot-hash', 32],
    ['minio1', 'plaintext', 11],
    ['minio2', 'bitrot-hash', 32],
    ['minio2', 'plaintext', 10],
    ['minio2', 'padding', 1],
    ['minio3', 'bitrot-hash', 32],
    ['minio3', 'parity', 11],
  ]);
});

it('draws a drive that lost it as missing, as long as the others', async () => {
  expect((await plainStrip('minio2')).slice(2, 3)).toEqual([['minio2', 'missing', 43]]);
});
