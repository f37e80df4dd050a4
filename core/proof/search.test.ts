import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SealabError } from '#shared/errors.ts';
import { sameBytes } from '../bytes.ts';
import { FakeDrives } from '../testing/fake-drives.ts';
import { indexOf, NeedleFinder, searchDrives } from './search.ts';

/** Few different bytes, so that needles begin often and match in part. */
const bytes = (maxLength: number) =>
  fc.array(fc.constantFrom(1, 2, 3), { maxLength }).map((values) => Uint8Array.from(values));
const needleOf = fc
  .array(fc.constantFrom(1, 2, 3), { minLength: 1, maxLength: 6 })
  .map((values) => Uint8Array.from(values));

function naive(haystack: Uint8Array, needle: Uint8Array): number {
  for (let at = 0; at + needle.length <= haystack.length; at += 1) {
    if (needle.every((byte, index) => haystack[at + index] === byte)) return at;
  }
  return -1;
}

describe('the search for a needle', () => {
  it('finds what the plainest search finds, at the same place', () => {
    fc.assert(
      fc.property(bytes(60), needleOf, (haystack, needle) => {
        expect(indexOf(haystack, needle)).toBe(naive(haystack, needle));
      }),
      { numRuns: 2000 },
    );
  });

  it('finds it across the borders of chunks, however they are cut', () => {
    fc.assert(
      fc.property(bytes(60), needleOf, fc.array(fc.nat(9)), (haystack, needle, cuts) => {
        const finder = new NeedleFinder(needle);
        let at = 0;
        for (const cut of cuts) {
          finder.add(haystack.subarray(at, at + cut));
          at = Math.min(haystack.length, at + cut);
        }
        finder.add(haystack.subarray(at));
        expect(finder.isFound).toBe(naive(haystack, needle) >= 0);
      }),
      { numRuns: 2000 },
    );
  });

  it('reads every file below the folders of every drive, and says where it found it', async () => {
    const drives = new FakeDrives();
    const needle = new TextEncoder().encode('needle');
    const large = new Uint8Array(200_000);
    // Across the border of two chunks of the fake drive.
    large.set(needle, 65_533);
    for (const drive of ['one', 'two']) drives.create('demo', drive);
    await drives.write('demo', 'one', { path: 'bucket/plain', content: needle });
    await drives.write('demo', 'one', { path: 'elsewhere/plain', content: needle });
    await drives.write('demo', 'two', { path: 'bucket/deep/er/part.1', content: large });
    await drives.write('demo', 'two', { path: 'bucket/almost', content: needle.subarray(1) });
    const found = await searchDrives(
      drives,
      { lab: 'demo', under: ['bucket'], needle },
      new AbortController().signal,
    );
    expect(found.hits).toEqual([
      { drive: 'one', path: 'bucket/plain' },
      { drive: 'two', path: 'bucket/deep/er/part.1' },
    ]);
    expect(found.files).toEqual(['one/bucket/plain', 'two/bucket/almost', 'two/bucket/deep/er/part.1']);
    expect(found).toMatchObject({ drives: 2, bytesRead: 6 + 200_000 + 5 });
  });

  it('goes on where MinIO removed a file of its own meanwhile, and not where a file cannot be read', async () => {
    const drives = new FakeDrives();
    const needle = new TextEncoder().encode('needle');
    drives.create('demo', 'one');
    for (const path of ['a', 'b', 'c']) await drives.write('demo', 'one', { path, content: needle });
    const listed = await drives.files('demo', 'one', '');
    drives.files = async () => listed;
    await drives.remove('demo', 'one', 'b');
    const what = { lab: 'demo', under: [''], needle };
    const { signal } = new AbortController();
    const found = await searchDrives(drives, what, signal);
    expect(found.files).toEqual(['one/a', 'one/c']);
    expect(found.hits.map(({ path }) => path)).toEqual(['a', 'c']);

    drives.read = async function* () {
      yield needle;
      throw new SealabError('permission-denied', 'no');
    };
    await expect(searchDrives(drives, what, signal)).rejects.toMatchObject({ code: 'permission-denied' });
  });

  it('ends when it is cancelled', async () => {
    const drives = new FakeDrives();
    drives.create('demo', 'one');
    await drives.write('demo', 'one', { path: 'x', content: new Uint8Array(1) });
    await expect(
      searchDrives(drives, { lab: 'demo', under: [''], needle: new Uint8Array(1) }, AbortSignal.abort()),
    ).rejects.toThrow();
  });
});

describe('two byte sequences', () => {
  it('are the same where every byte is', () => {
    fc.assert(
      fc.property(bytes(20), bytes(20), (one, other) => {
        expect(sameBytes(one, other)).toBe(one.join() === other.join());
        expect(sameBytes(one, one.slice())).toBe(true);
      }),
    );
  });
});
