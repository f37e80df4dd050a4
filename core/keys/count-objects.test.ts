import { describe, expect, it } from 'vitest';
import { isCancelled, SealabError } from '#shared/errors.ts';
import { readXlMeta, type XlVersion } from '../inspector/xl-meta.ts';
import type { StepReport } from '../ports/operation-context.ts';
import { FakeDrives } from '../testing/fake-drives.ts';
import { encodeXlMeta } from '../testing/fake-xl-meta.ts';
import { countObjects } from './count-objects.ts';
import { CountTally } from './count-tally.ts';

const LAB = 'lab';
const PREFIX = 'X-Minio-Internal-Server-Side-Encryption';
const base64 = (length: number): string => btoa('x'.repeat(length));

/** The internal metadata of an object that is encrypted in this way. */
function systemOf(mode: 'Kms' | 'S3' | 'C', keyName = 'my-key'): Readonly<Record<string, string>> {
  return {
    [`${PREFIX}-Iv`]: base64(32),
    [`${PREFIX}-Seal-Algorithm`]: 'DAREv2-HMAC-SHA256',
    [mode === 'C' ? `${PREFIX}-Sealed-Key` : `${PREFIX}-${mode}-Sealed-Key`]: base64(64),
    ...(mode === 'C'
      ? {}
      : { [`${PREFIX}-S3-Kms-Key-Id`]: keyName, [`${PREFIX}-S3-Kms-Sealed-Key`]: base64(76) }),
  };
}

const metaOf = (system: Readonly<Record<string, string>> = {}, index = 1): Uint8Array =>
  encodeXlMeta({ system, data: 1, parity: 1, index, sizeBytes: 5 });

/** Two drives with the same objects, but for what `change` makes of a drive's file. */
async function drivesWith(
  objects: Readonly<Record<string, Uint8Array>>,
  change: (drive: string, key: string, bytes: Uint8Array) => Uint8Array | undefined = (_d, _k, bytes) =>
    bytes,
): Promise<FakeDrives> {
  const drives = new FakeDrives();
  for (const drive of ['minio1', 'minio2']) {
    drives.create(LAB, drive);
    for (const [key, bytes] of Object.entries(objects)) {
      const content = change(drive, key, bytes);
      if (content === undefined) continue;
      const folder = key.endsWith('/') ? `${key.slice(0, -1)}__XLDIR__` : key;
      await drives.write(LAB, drive, { path: `docs/${folder}/xl.meta`, content });
      await drives.write(LAB, drive, { path: `docs/${folder}/uuid/part.1`, content: new Uint8Array(9) });
    }
  }
  return drives;
}

async function count(drives: FakeDrives, { limit = 100, bucket = 'docs' } = {}) {
  const reports: StepReport[] = [];
  const signal = new AbortController().signal;
  const result = await countObjects(
    { lab: LAB, drives },
    { bucket, limit },
    { signal, report: (report) => void reports.push(report) },
  );
  return { result, reports };
}

describe('counting how the objects of a bucket are encrypted', () => {
  it('tells the modes and keys apart, from one readable xl.meta of each object', async () => {
    const drives = await drivesWith({
      'a.txt': metaOf(systemOf('S3')),
      'b.txt': metaOf(systemOf('Kms')),
      'c/d.txt': metaOf(systemOf('Kms', 'second')),
      'c/e.txt': metaOf(systemOf('Kms', 'second')),
      'folder/': metaOf(systemOf('C')),
      'plain.txt': metaOf(),
    });
    const { result, reports } = await count(drives);
    expect(result).toEqual({
      bucket: 'docs',
      objects: 6,
      looked: 6,
      groups: [
        { encryption: 'sse-kms', keyName: 'second', objects: 2, olderVersions: 0 },
        { encryption: 'none', objects: 1, olderVersions: 0 },
        { encryption: 'sse-c', objects: 1, olderVersions: 0 },
        { encryption: 'sse-kms', keyName: 'my-key', objects: 1, olderVersions: 0 },
        { encryption: 'sse-s3', keyName: 'my-key', objects: 1, olderVersions: 0 },
      ],
      deleted: 0,
      unreadable: 0,
      drives: ['minio1', 'minio2'],
      notListed: [],
    });
    expect(reports.at(-1)).toMatchObject({ done: 6, total: 6, unit: 'items' });
  });

  it('takes the copy of another drive where one is lost or damaged, and tells what no drive has', async () => {
    const drives = await drivesWith(
      { 'a.txt': metaOf(systemOf('S3')), 'b.txt': metaOf(systemOf('S3')), 'c.txt': metaOf(systemOf('S3')) },
      (drive, key, bytes) => {
        if (key === 'c.txt') return bytes.map((byte, at) => (at === 60 ? byte ^ 1 : byte));
        if (drive === 'minio2') return bytes;
        return key === 'a.txt' ? undefined : bytes.subarray(0, 20);
      },
    );
    const { result } = await count(drives);
    expect(result).toMatchObject({ objects: 3, looked: 3, unreadable: 1 });
    expect(result.groups).toEqual([
      { encryption: 'sse-s3', keyName: 'my-key', objects: 2, olderVersions: 0 },
    ]);
  });

  it('stops at its limit, and says at which key', async () => {
    const keys = Object.fromEntries(['a', 'b', 'c', 'd'].map((key) => [key, metaOf()]));
    const { result } = await count(await drivesWith(keys), { limit: 3 });
    expect(result).toMatchObject({ objects: 4, looked: 3, stoppedAt: 'c' });
  });

  it('of an empty bucket is zero, without a place where it stopped', async () => {
    const { result } = await count(await drivesWith({}));
    expect(result).toMatchObject({ objects: 0, looked: 0, groups: [] });
    expect(result.stoppedAt).toBeUndefined();
  });

  it('goes on without a drive that cannot be listed, and says which one', async () => {
    const drives = await drivesWith({ 'a.txt': metaOf() });
    const list = drives.files.bind(drives);
    drives.files = async (lab, drive, under) => {
      if (drive === 'minio1') throw new SealabError('not-found', 'It is gone.');
      return await list(lab, drive, under);
    };
    const { result } = await count(drives);
    expect(result).toMatchObject({
      looked: 1,
      drives: ['minio2'],
      notListed: [{ drive: 'minio1', reason: 'It is gone.' }],
    });
  });

  it('ends at once when it is cancelled', async () => {
    const drives = await drivesWith(
      Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`${at}.txt`, metaOf()])),
    );
    const controller = new AbortController();
    let told = 0;
    const report = (): void => {
      told += 1;
      controller.abort();
    };
    const { signal } = controller;
    await expect(
      countObjects({ lab: LAB, drives }, { bucket: 'docs', limit: 100 }, { signal, report }),
    ).rejects.toSatisfy(isCancelled);
    expect(told).toBeLessThan(10);
  });
});

describe('a tally', () => {
  const [sealed, plain] = [metaOf(systemOf('S3')), metaOf()].map((bytes) => readXlMeta(bytes).versions[0]);
  if (sealed === undefined || plain === undefined) throw new Error('no version was read');
  const { versionId, modifiedNs, flags, signature, layout } = plain;
  const marker: XlVersion = { versionId, modifiedNs, flags, signature, layout, kind: 'delete-marker' };

  it('counts an object by its newest version, and older versions beside it', () => {
    const tally = new CountTally();
    tally.add([sealed, plain, plain]);
    tally.add([plain]);
    tally.add([marker, sealed]);
    expect(tally.result()).toEqual({
      groups: [
        { encryption: 'none', objects: 1, olderVersions: 2 },
        { encryption: 'sse-s3', keyName: 'my-key', objects: 1, olderVersions: 1 },
      ],
      deleted: 1,
      unreadable: 0,
    });
  });

  it('leaves out what only keeps track of a tier, and tells of metadata that say half of it', () => {
    const tally = new CountTally();
    const system = new Map([[`${PREFIX}-Iv`, new Uint8Array(1)]]);
    const half = plain.object === undefined ? plain : { ...plain, object: { ...plain.object, system } };
    tally.add([{ ...sealed, flags: { ...sealed.flags, isFreeVersion: true } }]);
    tally.add([half]);
    expect(tally.result()).toEqual({ groups: [], deleted: 0, unreadable: 2 });
  });
});
