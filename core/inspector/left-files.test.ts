import { describe, expect, it } from 'vitest';
import { joinBytes } from '../bytes.ts';
import { FakeDrives } from '../testing/fake-drives.ts';
import { encodeXlMeta } from '../testing/fake-xl-meta.ts';
import { createBitrotHash } from './bitrot.ts';
import { readFileBytes } from './file-bytes.ts';
import { searchObject } from './object-search.ts';
import { viewStored } from './stored-view.ts';

const LAB = 'lab';
const NAME = { bucket: 'docs', key: 'a.txt' };
const META = 'docs/a.txt/xl.meta';
/** The data directory of `encodeXlMeta`. */
const PART = 'docs/a.txt/07070707-0707-0707-0707-070707070707/part.1';
const TEXT = 'not encrypted at all';
const { signal } = new AbortController();

/** Three drives with one plain object: two data shards and parity, of which the second drive is what `second` says. */
async function threeDrives(second: { readonly meta?: Uint8Array; readonly hasPart?: boolean }) {
  const drives = new FakeDrives();
  const bytes = new TextEncoder().encode(TEXT);
  const shards = [bytes.subarray(0, 10), bytes.subarray(10), bytes.subarray(0, 10)];
  const hash = createBitrotHash();
  for (const [at, shard] of shards.entries()) {
    const drive = `minio${at + 1}`;
    drives.create(LAB, drive);
    const own = encodeXlMeta({ system: {}, data: 2, parity: 1, index: at + 1, sizeBytes: bytes.length });
    const meta = at === 1 ? second.meta : own;
    if (meta !== undefined) await drives.write(LAB, drive, { path: META, content: meta });
    if (at === 1 && second.hasPart === false) continue;
    await drives.write(LAB, drive, { path: PART, content: joinBytes([hash(shard), shard]) });
  }
  // An object below the same folder is none of its files.
  await drives.write(LAB, 'minio2', { path: 'docs/a.txt/b.txt/xl.meta', content: Uint8Array.of(1) });
  return { lab: LAB, drives };
}

const window = (path: string) => ({ drive: 'minio2', path, offset: 0, length: 1000 });

describe('a drive whose xl.meta does not tell its files', () => {
  it('shows the part files that lie there, and says that MinIO does not use them', async () => {
    const source = await threeDrives({});
    const { drives } = await viewStored(source, NAME, signal);
    expect(drives[1]).toMatchObject({
      state: 'missing',
      files: [{ path: PART, sizeBytes: 42, kind: 'part', part: 1 }],
    });
    expect(drives[1]?.left).toBe(
      'There is no xl.meta on drive minio2, and one part file of 42 bytes lies in the object’s folder. MinIO does not use it.',
    );
    expect(drives[0]?.left).toBeUndefined();
  });

  it('shows them also where two drives lost their xl.meta, by the order of the shards', async () => {
    const source = await threeDrives({});
    await source.drives.remove(LAB, 'minio3', META);
    const read = await readFileBytes(source, { name: NAME, window: window(PART) }, signal);
    expect(read.regions.map(({ kind, check }) => [kind, check])).toEqual([
      ['bitrot-hash', 'ok'],
      ['plaintext', 'not-checked'],
    ]);
  });

  it('says nothing of a part file of another size', async () => {
    const source = await threeDrives({});
    await source.drives.write(LAB, 'minio2', { path: PART, content: new Uint8Array(41) });
    const read = await readFileBytes(source, { name: NAME, window: window(PART) }, signal);
    expect(read).toMatchObject({ sizeBytes: 41, regions: [{ kind: 'unknown', length: 41 }] });
  });

  it('shows the bytes of such a part by the shard that no other drive has', async () => {
    const source = await threeDrives({});
    const read = await readFileBytes(source, { name: NAME, window: window(PART) }, signal);
    expect(read.regions.map(({ kind, check }) => [kind, check])).toEqual([
      ['bitrot-hash', 'ok'],
      ['plaintext', 'not-checked'],
    ]);
    expect(new TextDecoder().decode(read.bytes.subarray(32))).toBe(TEXT.slice(10));
  });

  it('shows a damaged xl.meta beside them, with why it cannot be read', async () => {
    const source = await threeDrives({ meta: Uint8Array.of(1, 2, 3) });
    const { drives } = await viewStored(source, NAME, signal);
    expect(drives[1]?.state).toBe('damaged');
    expect(drives[1]?.files.map(({ kind }) => kind)).toEqual(['xl-meta', 'part']);
    expect(drives[1]?.left).toContain('xl.meta of 3 bytes on drive minio2 cannot be used; one part file');
    const read = await readFileBytes(source, { name: NAME, window: window(META) }, signal);
    expect(read).toMatchObject({ sizeBytes: 3, regions: [{ kind: 'unknown', length: 3 }] });
  });

  it('still shows the fields of an xl.meta of which only the checksum is wrong', async () => {
    const good = encodeXlMeta({ system: {}, data: 2, parity: 1, index: 2, sizeBytes: TEXT.length });
    const meta = good.map((byte, at) => (at === good.length - 1 ? byte ^ 1 : byte));
    const source = await threeDrives({ meta });
    const read = await readFileBytes(source, { name: NAME, window: window(META) }, signal);
    expect(read.regions.find(({ kind }) => kind === 'xl-checksum')?.check).toBe('failed');
  });

  it('says so where it holds nothing', async () => {
    const source = await threeDrives({ hasPart: false });
    const { drives } = await viewStored(source, NAME, signal);
    expect(drives[1]).toMatchObject({ files: [], left: 'Drive minio2 holds no file of this object.' });
    await expect(readFileBytes(source, { name: NAME, window: window(PART) }, signal)).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('tells what lies on each drive where no xl.meta is readable at all', async () => {
    const source = await threeDrives({ meta: Uint8Array.of(1) });
    for (const drive of ['minio1', 'minio3'])
      await source.drives.write(LAB, drive, { path: META, content: Uint8Array.of(9) });
    await expect(viewStored(source, NAME, signal)).rejects.toMatchObject({
      code: 'damaged-file',
      details: { evidence: expect.arrayContaining([expect.stringContaining('one part file of 42 bytes')]) },
    });
  });
});

describe('the search on the drives', () => {
  const search = async (source: Awaited<ReturnType<typeof threeDrives>>, text: string) =>
    await searchObject(source, { name: NAME, text }, { signal, report: () => undefined });

  it('says how many drives, files and bytes it read, and what it could not', async () => {
    const found = await search(await threeDrives({ hasPart: false }), 'not enc');
    const metaBytes = encodeXlMeta({ system: {}, data: 2, parity: 1, index: 1, sizeBytes: 20 }).length;
    expect(found.searched).toEqual({ drives: 2, files: 4, sizeBytes: 2 * (metaBytes + 42) });
    expect(found.notSearched).toEqual([
      { drive: 'minio2', reason: 'Drive minio2 holds no file of this object.' },
    ]);
  });

  it('reads what is left on a drive without xl.meta too', async () => {
    const found = await search(await threeDrives({}), 'at all');
    expect(found.searched.drives).toBe(3);
    expect(found.files.find(({ drive }) => drive === 'minio2')?.offsets).toEqual([32 + 4]);
  });
});
