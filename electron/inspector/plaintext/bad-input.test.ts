import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createBitrotHash } from '#core/inspector/bitrot.ts';
import type { PlaintextFacts, StoredBytes } from '#core/ports/plaintext-reader.ts';
import { SealabError } from '#shared/errors.ts';
import { createPlaintextReader } from './plaintext-reader.ts';
import { shardFiles, type WrittenPart, writeObject, writePart } from './testing/write-object.ts';

const PACKAGE = 65_568;
const HASH = 32;
const SINGLE = { data: 1, parity: 0, blockBytes: 1_048_576 };
const FOUR = { data: 2, parity: 2, blockBytes: 1_048_576 };
const key = new Uint8Array(randomBytes(32));
const plaintext = new Uint8Array(randomBytes(1_300_000));
const context = { signal: new AbortController().signal, report: () => undefined };

type Change = Partial<Pick<WrittenPart, 'changeStream' | 'changeFiles' | 'layout' | 'plaintext' | 'cipher'>>;

function object(change: Change): StoredBytes {
  return writeObject({ plaintext, key, layout: SINGLE, ...change });
}

interface Outcome {
  readonly got: Uint8Array;
  readonly facts?: PlaintextFacts;
  readonly error?: SealabError;
}

/** What the sink got, and how the reading ended. Anything but a SealabError fails the test. */
async function read(stored: StoredBytes): Promise<Outcome> {
  const chunks: Uint8Array[] = [];
  const sink = async (chunk: Uint8Array): Promise<void> => {
    chunks.push(chunk.slice());
  };
  const got = (): Uint8Array => new Uint8Array(Buffer.concat(chunks));
  try {
    const facts = await createPlaintextReader().read(stored, sink, context);
    return { got: got(), facts };
  } catch (thrown) {
    if (thrown instanceof SealabError) return { got: got(), error: thrown };
    throw thrown;
  }
}

/** A copy with one byte changed. */
function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = (copy[at] ?? 0) ^ 0x40;
  return copy;
}

function replaceFile(files: Uint8Array[], { shard, at }: { shard: number; at: number }): void {
  files[shard - 1] = flipped(files[shard - 1] ?? new Uint8Array(0), at);
}

describe('a damaged DARE stream', () => {
  const stream: [string, (stream: Uint8Array) => Uint8Array, RegExp][] = [
    [
      'a truncated package',
      (bytes) => bytes.subarray(0, 2 * PACKAGE + 500),
      /^Package 3 of part 1, at byte 131136, is cut: 500 bytes/,
    ],
    [
      'a truncated header',
      (bytes) => bytes.subarray(0, 2 * PACKAGE + 5),
      /^Package 3 of part 1, at byte 131136, is cut: 5 bytes/,
    ],
    [
      'a missing final package',
      (bytes) => bytes.subarray(0, 2 * PACKAGE),
      /^Package 3 of part 1.*is missing/,
    ],
    [
      'a wrong tag',
      (bytes) => flipped(bytes, 3 * PACKAGE + PACKAGE - 1),
      /^Package 4 of part 1, at byte 196704, is not authentic: its bytes were changed/,
    ],
    ['a changed ciphertext', (bytes) => flipped(bytes, 4 * PACKAGE + 40), /^Package 5 .*not authentic/],
    [
      'two swapped packages',
      (bytes) => {
        const copy = bytes.slice();
        copy.set(bytes.subarray(5 * PACKAGE, 6 * PACKAGE), 2 * PACKAGE);
        copy.set(bytes.subarray(2 * PACKAGE, 3 * PACKAGE), 5 * PACKAGE);
        return copy;
      },
      /^Package 3 of part 1, at byte 131136, is package 6 of the same stream: packages were moved/,
    ],
    [
      'a package twice',
      (bytes) => new Uint8Array(Buffer.concat([bytes.subarray(0, PACKAGE), bytes])),
      /^Package 2 of part 1, at byte 65568, is package 1 of the same stream/,
    ],
    [
      'bytes behind the final package',
      (bytes) => new Uint8Array(Buffer.concat([bytes, bytes.subarray(0, 40)])),
      /lies behind the final package/,
    ],
    [
      'another version',
      (bytes) => flipped(bytes, PACKAGE),
      /^Package 2 .*starts with 0x60, not with the version/,
    ],
    ['an unknown cipher', (bytes) => flipped(bytes, PACKAGE + 1), /^Package 2 .*names the cipher 0x40/],
    [
      'a change of cipher',
      (bytes) => {
        const copy = bytes.slice();
        copy[PACKAGE + 1] = 1;
        return copy;
      },
      /^Package 2 .*changes the cipher from AES-256-GCM to ChaCha20-Poly1305/,
    ],
    ['another nonce', (bytes) => flipped(bytes, PACKAGE + 9), /^Package 2 .*has another nonce/],
    [
      'a short package in the middle',
      (bytes) => flipped(bytes, PACKAGE + 3),
      /^Package 2 .*only the final package/,
    ],
  ];
  it.each(stream)(
    'with %s is refused and named, and nothing of it is passed on',
    async (_, changeStream, message) => {
      const { got, error } = await read(object({ changeStream }));
      expect(error?.code).toBe('damaged-file');
      expect(error?.message).toMatch(message);
      expect(Buffer.compare(got, plaintext.subarray(0, got.length))).toBe(0);
    },
  );

  it('opened with a wrong key is refused at its first package, which says so', async () => {
    const stored = object({});
    const wrong = new Uint8Array(randomBytes(32));
    const { got, error } = await read({
      ...stored,
      parts: stored.parts.map((part) => ({ ...part, key: wrong })),
    });
    expect(error?.code).toBe('damaged-file');
    expect(error?.message).toMatch(
      /^Package 1 of part 1, at byte 0, is not authentic: the key is not the one/,
    );
    expect(got).toHaveLength(0);
    expect(JSON.stringify(error?.details)).not.toContain(Buffer.from(wrong).toString('hex'));
  });

  it('whose bitrot hash was made anew over damaged bytes is found by its tag', async () => {
    const changeFiles = (files: Uint8Array[]): void => {
      const file = flipped(files[0] ?? new Uint8Array(0), HASH + 70_000);
      file.set(createBitrotHash()(file.subarray(HASH, HASH + SINGLE.blockBytes)));
      files[0] = file;
    };
    const { error } = await read(object({ changeFiles }));
    expect(error?.message).toMatch(/^Package 2 of part 1, at byte 65568, is not authentic/);
  });
});

describe('four drives', () => {
  const shards = [1, 2, 3, 4];
  const pairs = shards.flatMap((one) => shards.filter((other) => other > one).map((other) => [one, other]));
  const triples = shards.map((left) => shards.filter((shard) => shard !== left));

  function without(absent: readonly number[]): StoredBytes {
    const stored = object({ layout: FOUR });
    const parts = stored.parts.map((part) => ({
      ...part,
      shards: part.shards.filter(({ shard }) => !absent.includes(shard)),
    }));
    return { ...stored, parts };
  }
  function corrupted(bad: readonly number[]): StoredBytes {
    const changeFiles = (files: Uint8Array[]): void => {
      for (const shard of bad) replaceFile(files, { shard, at: HASH + 1000 });
    };
    return object({ layout: FOUR, changeFiles });
  }

  it.each([...shards.map((shard) => [shard]), ...pairs])(
    'give the plaintext without shard %i and %s',
    async (...absent) => {
      const { got, facts } = await read(without(absent));
      expect(Buffer.compare(got, plaintext)).toBe(0);
      const isData = absent.some((shard) => shard <= 2);
      expect(facts).toMatchObject({ blocks: 2, badChunks: [], reconstructedBlocks: isData ? 2 : 0 });
      expect(facts?.hashesAgreed).toBe(2 * (4 - absent.length));
    },
  );

  it.each([...shards.map((shard) => [shard]), ...pairs])(
    'give the plaintext with shard %i and %s corrupted, and say where',
    async (...bad) => {
      const { got, facts } = await read(corrupted(bad));
      expect(Buffer.compare(got, plaintext)).toBe(0);
      expect(facts?.badChunks).toEqual(
        bad.map((shard) => ({
          drive: `minio${shard}`,
          part: 1,
          block: 0,
          reason: 'its bitrot hash is wrong',
        })),
      );
      expect(facts?.reconstructedBlocks).toBe(bad.some((shard) => shard <= 2) ? 1 : 0);
    },
  );

  it.each(triples)('of which three are missing (%i, %i, %i) say what is needed', async (...absent) => {
    const { got, error } = await read(without(absent));
    expect(got).toHaveLength(0);
    expect(error?.code).toBe('not-found');
    expect(error?.message).toBe(
      'Block 1 of part 1 cannot be read: 1 of 4 shards is usable, and 2 are needed.',
    );
    expect(error?.details?.['evidence']).toEqual(absent.map((shard) => `shard ${shard}: no drive has it`));
  });

  it.each(triples)('of which three are corrupted (%i, %i, %i) say why each is unusable', async (...bad) => {
    const { error } = await read(corrupted(bad));
    expect(error?.code).toBe('not-found');
    expect(error?.details?.['evidence']).toEqual(
      bad.map((shard) => `shard ${shard} on minio${shard}: its bitrot hash is wrong`),
    );
  });

  it('give the plaintext where a file is cut and another one cannot be read', async () => {
    const stored = object({
      layout: FOUR,
      changeFiles: (files) => {
        files[0] = (files[0] ?? new Uint8Array(0)).subarray(0, 600_000);
      },
    });
    const parts = stored.parts.map((part) => ({
      ...part,
      shards: part.shards.map((file) =>
        file.shard === 3
          ? {
              ...file,
              read: (): AsyncIterable<Uint8Array> => {
                throw new SealabError('permission-denied', 'The drive minio3 cannot be read.');
              },
            }
          : file,
      ),
    }));
    const { got, facts } = await read({ ...stored, parts });
    expect(Buffer.compare(got, plaintext)).toBe(0);
    expect(facts?.badChunks.map(({ drive, block, reason }) => `${drive} ${block}: ${reason}`)).toEqual([
      'minio3 0: The drive minio3 cannot be read.',
      'minio1 1: the file ends 50384 bytes before the end of this chunk',
      'minio3 1: The drive minio3 cannot be read.',
    ]);
  });

  it('do not take a shard that the layout does not have', async () => {
    const stored = without([3, 4]);
    const parts = stored.parts.map((part) => ({
      ...part,
      shards: part.shards.map((file) => (file.shard === 2 ? { ...file, shard: 9 } : file)),
    }));
    const { error } = await read({ ...stored, parts });
    expect(error?.details?.['evidence']).toContain('shard 9 on minio2: there are only 4 shards');
  });
});

describe('other objects', () => {
  it('of several parts are opened part by part, each with its own key', async () => {
    const sizes = [70_000, 131_072, 1];
    const contents = sizes.map((size) => new Uint8Array(randomBytes(size)));
    const parts = contents.map((content, at) =>
      writePart({
        number: 2 + 3 * at,
        plaintext: content,
        key: new Uint8Array(randomBytes(32)),
        layout: FOUR,
      }),
    );
    const { got, facts } = await read({ erasure: FOUR, parts });
    expect(Buffer.compare(got, Buffer.concat(contents))).toBe(0);
    expect(facts).toMatchObject({ packages: 5, blocks: 3, cipher: 'AES-256-GCM' });
  });

  it('of ChaCha20-Poly1305 are opened and named', async () => {
    const { got, facts } = await read(object({ cipher: 'ChaCha20-Poly1305' }));
    expect(Buffer.compare(got, plaintext)).toBe(0);
    expect(facts?.cipher).toBe('ChaCha20-Poly1305');
  });

  it('that are not encrypted are only joined', async () => {
    const stored = object({ layout: FOUR });
    const parts = stored.parts.map(({ number, storedBytes, shards }) => ({ number, storedBytes, shards }));
    const { got, facts } = await read({ ...stored, parts });
    expect(got.length).toBe(parts[0]?.storedBytes);
    expect(facts).toMatchObject({ packages: 0, hashesAgreed: 8 });
    expect(facts?.cipher).toBeUndefined();
  });

  it('with an impossible layout are refused before anything is read', async () => {
    const shards = shardFiles([new Uint8Array(10)]);
    const parts = [{ number: 1, storedBytes: 10, shards }];
    for (const wrong of [
      { data: 0, parity: 4, blockBytes: 1_048_576 },
      { data: 2, parity: -1, blockBytes: 1_048_576 },
      { data: 200, parity: 100, blockBytes: 1_048_576 },
      { data: 1, parity: 0, blockBytes: 2 ** 40 },
    ]) {
      const { error } = await read({ erasure: wrong, parts });
      expect(error?.code).toBe('damaged-file');
    }
  });
});
