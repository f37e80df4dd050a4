import { describe, expect, it } from 'vitest';
import { fromBase64 } from '#core/bytes.ts';
import { builtinKey, openWithKesKey, readKesKey } from '#core/inspector/kes-key.ts';
import { metaPath } from '#core/inspector/object-place.ts';
import type { WalkSources } from '#core/inspector/walk/sources.ts';
import { type Walked, walkObject } from '#core/inspector/walk/walk.ts';
import { FakeDrives } from '#core/testing/fake-drives.ts';
import type { WalkStep, WalkStepId } from '#shared/contract/walk.ts';
import { SealabError } from '#shared/errors.ts';
import { createClock } from '../system/clock.ts';
import { createCrypto } from '../system/crypto.ts';
import { createPlaintextReader } from './plaintext/plaintext-reader.ts';
import { bytesOf, type Fixture, fixtureOf, fixtures } from './testing/fixtures.ts';

const crypto = createCrypto();
const LAB = 'lab';

interface Change {
  /** Walked under another name than it was written with. */
  readonly key?: string;
  /** Taken instead of a drive's file; undefined loses it. */
  readonly file?: (drive: number, bytes: Uint8Array) => Uint8Array | undefined;
  readonly sources?: Partial<WalkSources>;
  readonly without?: readonly string[];
}

/** Walks what a real MinIO left on its drives; KES is played with the key that it had. */
async function walkFixture(fixture: Fixture, change: Change = {}): Promise<Walked> {
  const key = change.key ?? fixture.key;
  const drives = new FakeDrives();
  for (const [index, file] of fixture.files.entries()) {
    const drive = `minio${index + 1}`;
    drives.create(LAB, drive);
    const bytes = change.file === undefined ? bytesOf(file) : change.file(index, bytesOf(file));
    if (bytes !== undefined)
      await drives.write(LAB, drive, { path: metaPath(fixture.bucket, key), content: bytes });
  }
  const kept = fixture.kesKey ?? '';
  const sources: WalkSources = {
    lab: LAB,
    drives,
    plaintext: createPlaintextReader(),
    crypto,
    clock: createClock(),
    async decryptDataKey(keyName, sealed) {
      const dataKey = openWithKesKey(crypto, readKesKey(kept), sealed);
      if (dataKey === undefined)
        throw new SealabError('kes-error', 'KES refused to decrypt: ciphertext is not authentic.');
      return { dataKey, origin: `KES, /v1/key/decrypt/${keyName}` };
    },
    storedKesKey: async () => ({ text: kept, origin: 'Vault' }),
    ...(fixture.builtinKey === undefined ? {} : { builtinKey: builtinKey(fixture.builtinKey) }),
    customerKeys:
      fixture.customerKey === undefined ? [] : [{ name: 'its', value: fromBase64(fixture.customerKey) }],
    ...change.sources,
  };
  const name = { bucket: fixture.bucket, key, versionId: fixture.versionId };
  return await walkObject(
    sources,
    { name, without: change.without ?? [] },
    { signal: new AbortController().signal, report: () => {} },
  );
}

const stepOf = ({ view }: Walked, id: WalkStepId): WalkStep | undefined =>
  view.steps.find((step) => step.id === id);
const failedOf = ({ view }: Walked): WalkStep | undefined =>
  view.steps.find(({ state }) => state === 'failed');

/** Those whose bytes are in xl.meta itself. */
const whole = fixtures.filter(({ name }) => !name.includes('multipart'));

describe('the walk of what real servers wrote', () => {
  it.each(whole.map((fixture) => [fixture.name, fixture] as const))(
    '%s ends at its plaintext',
    async (_name, fixture) => {
      const walked = await walkFixture(fixture);
      expect(failedOf(walked)).toBeUndefined();
      if (fixture.sha256 !== undefined) expect(walked.view.plaintext?.sha256).toBe(fixture.sha256);
      expect(walked.view.ok).toBe(true);
      // Every output that a later step takes is there under its name.
      const outputs = new Set(walked.view.steps.flatMap((step) => step.outputs.map(({ id }) => id)));
      for (const step of walked.view.steps) {
        for (const { originValue } of step.inputs)
          if (originValue !== undefined) expect(outputs).toContain(originValue);
      }
    },
  );

  it('keeps every secret value out of what it shows', async () => {
    const walked = await walkFixture(fixtureOf('kes24-sse-kms-context'));
    const shown = JSON.stringify(walked.view);
    const secrets = [...walked.secrets.values()];
    expect(secrets.length).toBeGreaterThanOrEqual(6);
    for (const secret of secrets) expect(shown).not.toContain(secret);
  });

  it.each([1, 2])('opens an object of four drives without %i of them', async (count) => {
    const fixture = fixtureOf('four-sse-kms');
    const without = ['minio2', 'minio4'].slice(0, count);
    const walked = await walkFixture(fixture, { without });
    expect(walked.view.plaintext?.sha256).toBe(fixture.sha256);
  });

  it('asks neither KES nor Vault where the built-in key is given', async () => {
    const nobody = async (): Promise<never> => await Promise.reject(new Error('asked'));
    const fixture = fixtureOf('builtin-sse-kms-context');
    const walked = await walkFixture(fixture, { sources: { decryptDataKey: nobody, storedKesKey: nobody } });
    expect(walked.view.plaintext?.sha256).toBe(fixture.sha256);
    expect(stepOf(walked, 'data-key')?.reason).toContain('built-in key');
    expect(stepOf(walked, 'data-key-offline')?.inputs[0]).toMatchObject({
      name: 'built-in key my-key',
      isSecret: true,
    });
    expect(stepOf(walked, 'kek')?.inputs[0]).toMatchObject({ originValue: 'data-key-offline' });
  });

  it('says why three lost drives of four are too many', async () => {
    const walked = await walkFixture(fixtureOf('four-sse-kms'), { without: ['minio1', 'minio2', 'minio3'] });
    expect(failedOf(walked)?.id).toBe('version');
    expect(failedOf(walked)?.error?.message).toContain('1 of 4 drives');
  });
});

describe('a walk that cannot go on stops at the step that finds out', () => {
  const fixture = fixtureOf('kes24-sse-s3');

  it('KES, for an object under another name', async () => {
    const walked = await walkFixture(fixture, { key: 'another-name.txt' });
    expect(failedOf(walked)).toMatchObject({ id: 'data-key', error: { code: 'kes-error' } });
    expect(stepOf(walked, 'kek')?.state).toBe('not-reached');
  });

  it('the sealed key, for a data key of another object', async () => {
    const walked = await walkFixture(fixture, {
      sources: {
        decryptDataKey: async () => ({ dataKey: new Uint8Array(32), origin: 'KES' }),
        storedKesKey: async () => await Promise.reject(new SealabError('vault-sealed', 'Vault is sealed.')),
      },
    });
    expect(stepOf(walked, 'data-key-offline')).toMatchObject({ state: 'skipped' });
    expect(stepOf(walked, 'data-key-offline')?.reason).toContain('Vault is sealed');
    expect(failedOf(walked)?.id).toBe('object-key');
  });

  it('the comparison, where KES and Vault do not agree', async () => {
    const walked = await walkFixture(fixture, {
      sources: { decryptDataKey: async () => ({ dataKey: new Uint8Array(32).fill(1), origin: 'KES' }) },
    });
    expect(failedOf(walked)?.id).toBe('data-key-offline');
    expect(walked.view.plaintext).toBeUndefined();
  });

  it('KES, where its key was deleted', async () => {
    const walked = await walkFixture(fixture, {
      sources: {
        decryptDataKey: async () =>
          await Promise.reject(
            new SealabError('not-found', 'KES has no key my-key.', { fix: 'It was deleted.' }),
          ),
      },
    });
    expect(failedOf(walked)).toMatchObject({ id: 'data-key', error: { code: 'not-found' } });
  });

  it.each([
    { name: 'other', code: 'not-found', message: /under the key my-key; the given built-in key is other/ },
    { name: 'my-key', code: 'unauthorized', message: /my-key does not open this data key/ },
  ])('our own code, where another built-in key named $name is given', async ({ name, code, message }) => {
    const given = builtinKey(`${name}:${btoa('\x01'.repeat(32))}`);
    for (const object of ['builtin-sse-s3', 'builtin-config-iam-format-json']) {
      const walked = await walkFixture(fixtureOf(object), { sources: { builtinKey: given } });
      expect(failedOf(walked)).toMatchObject({ id: 'data-key-offline', error: { code } });
      expect(failedOf(walked)?.error?.message).toMatch(message);
      expect(walked.view.plaintext).toBeUndefined();
    }
  });

  it('the checksum, for metadata in which one byte was changed', async () => {
    await expect(
      walkFixture(fixture, {
        file: (_drive, bytes) => bytes.map((byte, index) => (index === 80 ? byte ^ 1 : byte)),
      }).then(failedOf),
    ).resolves.toMatchObject({ id: 'read', error: { code: 'damaged-file' } });
  });

  it('the bitrot hash, for a byte of the content', async () => {
    const walked = await walkFixture(fixture, {
      file: (_drive, bytes) => bytes.map((byte, index) => (index === bytes.length - 20 ? byte ^ 1 : byte)),
    });
    expect(['shards', 'bitrot']).toContain(failedOf(walked)?.id);
  });

  it('nowhere, and throws, for a drive or a path that cannot be', async () => {
    await expect(walkFixture(fixture, { without: ['minio9'] })).rejects.toMatchObject({ code: 'not-found' });
    await expect(walkFixture(fixture, { key: '../../x', file: () => undefined })).rejects.toMatchObject({
      code: 'invalid-input',
    });
  });

  it('nowhere, and throws, for an object that no drive has', async () => {
    await expect(walkFixture(fixture, { file: () => undefined })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('the customer key, where there is none or another one', async () => {
    const own = fixtureOf('kes24-sse-c');
    const without = failedOf(await walkFixture(own, { sources: { customerKeys: [] } }));
    expect(without).toMatchObject({ id: 'kek', error: { code: 'not-found' } });
    expect(without?.inputs.map(({ id }) => id)).toEqual(['kek-iv', 'kek-domain', 'kek-path']);
    const other = [{ name: 'other', value: new Uint8Array(32) }];
    expect(failedOf(await walkFixture(own, { sources: { customerKeys: other } }))).toMatchObject({
      id: 'object-key',
      error: { code: 'unauthorized' },
    });
  });

  it('nowhere, where one of several customer keys is the right one: that one is shown, and what it derives', async () => {
    const own = fixtureOf('kes24-sse-c');
    const its = { name: 'its', value: fromBase64(own.customerKey ?? '') };
    const others = ['first', 'last'].map((name) => ({ name, value: new Uint8Array(32) }));
    const alone = await walkFixture(own);
    const walked = await walkFixture(own, {
      sources: { customerKeys: [...others.slice(0, 1), its, ...others.slice(1)] },
    });
    expect(walked.view.ok).toBe(true);
    expect(stepOf(walked, 'kek')?.inputs[0]?.origin).toBe(
      'its, the one of 3 kept keys that opens the object',
    );
    for (const id of ['outer-key', 'kek', 'open-kek', 'object-key'])
      expect(walked.secrets.get(id)).toBe(alone.secrets.get(id));
  });
});
