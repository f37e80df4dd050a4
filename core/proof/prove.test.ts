import { describe, expect, it } from 'vitest';
import { SealabError, toSealabError } from '#shared/errors.ts';
import { proveAgain } from '../labs/prove-lab.ts';
import { observeLab } from '../labs/state.ts';
import { FakeMachineRun, quietly } from '../testing/fake-runs.ts';
import type { FakeFaults } from '../testing/fake-world.ts';
import { readEvidence } from './evidence.ts';
import { CONTROL_BUCKET, PROOF_BUCKET } from './prove.ts';

const raw = import.meta.glob<string>('/compose/**', { query: '?raw', import: 'default', eager: true });
const files = Object.fromEntries(Object.entries(raw).map(([path, text]) => [path.slice(1), text]));

const LAB = 'first';

async function redChecks(run: FakeMachineRun): Promise<readonly string[]> {
  const proof = await readEvidence(run.world.store.folder(LAB));
  return (proof?.checks ?? []).filter((check) => !check.ok).map((check) => check.id);
}

describe.each(['standalone', 'distributed'] as const)('the proof of a %s lab', (topology) => {
  it.each<[string, FakeFaults, readonly string[]]>([
    [
      'encryption that is silently off',
      { encryptionOff: true },
      ['header', 'sealed-key', 'plaintext-on-drives'],
    ],
    ['a missing encryption header', { headerMissing: true }, ['header']],
    ['a sealed key that is too short', { sealedKeyBytes: 60 }, ['sealed-key']],
    ['an empty sealed key', { sealedKeyBytes: 0 }, ['sealed-key']],
    ['plaintext that leaks to one drive', { plaintextLeak: true }, ['plaintext-on-drives']],
    ['a search that finds nothing', { plainIsScrambled: true }, ['control']],
    ['an object that comes back changed', { readsDiffer: true }, ['round-trip']],
  ])('is red for %s and leaves the lab running', async (_what, faults, expected) => {
    const run = new FakeMachineRun(files);
    Object.assign(run.world.faults, faults);
    const error = toSealabError(await run.up({ name: LAB, topology }).catch((thrown: unknown) => thrown));
    expect(error.code).toBe('proof-failed');
    expect(await redChecks(run)).toEqual(expected);
    expect(error.details?.['evidence']).toHaveLength(expected.length);
    expect(run.world.engine.running()).toHaveLength(topology === 'standalone' ? 3 : 6);
    expect((await observeLab(run.ports, LAB, new AbortController().signal)).summary).toMatchObject({
      status: 'failed',
    });
  });

  it('is red where the sealed key is of another mode than the lab’s', async () => {
    const run = new FakeMachineRun(files);
    await run.up({ name: LAB, topology, encryption: 'sse-kms' });
    run.world.calls.hook = ({ name, when }) => {
      // Somebody changes the bucket between the setting of its encryption and the write.
      if (name === 'objects.put' && when === 'before')
        run.world.minioOf(LAB).buckets.set(PROOF_BUCKET, { kind: 'sse-s3' });
    };
    await expect(proveAgain(run.ports, LAB, quietly())).rejects.toMatchObject({ code: 'proof-failed' });
    expect(await redChecks(run)).toEqual(['header', 'sealed-key']);
  });

  it('is red for SSE-KMS with another key than the lab’s', async () => {
    const run = new FakeMachineRun(files);
    await run.up({ name: LAB, topology, encryption: 'sse-kms' });
    run.world.vaultOf(LAB).keys.add('other');
    run.world.calls.hook = ({ name, when }) => {
      if (name === 'objects.put' && when === 'before')
        run.world.minioOf(LAB).buckets.set(PROOF_BUCKET, { kind: 'sse-kms', keyName: 'other' });
    };
    await expect(proveAgain(run.ports, LAB, quietly())).rejects.toMatchObject({ code: 'proof-failed' });
    expect(await redChecks(run)).toEqual(['header']);
  });
});

describe('the proof', () => {
  it('says what it saw, check by check', async () => {
    const run = new FakeMachineRun(files);
    await run.up({ name: LAB, topology: 'distributed' });
    const proof = await readEvidence(run.world.store.folder(LAB));
    expect(proof).toMatchObject({
      ok: true,
      roundTrip: true,
      sealedKey: true,
      plaintextOnDrives: false,
      control: true,
      keyName: 'my-key',
    });
    const evidence = Object.fromEntries((proof?.checks ?? []).map((check) => [check.id, check.evidence]));
    expect(evidence['header']).toBe('AES256');
    expect(evidence['sealed-key']).toMatch(/64 B, key my-key; in 8 xl\.meta$/);
    expect(evidence['plaintext-on-drives']).toMatch(/^4 drives, 12 files, /);
    // The two data shards of both objects; parity does not hold the text.
    expect(evidence['control']).toBe('found 4 times on 2 of 4 drives');
  });

  it('leaves no unencrypted object behind, and only the newest encrypted ones', async () => {
    const run = new FakeMachineRun(files);
    await run.up({ name: LAB });
    const first = [...run.world.minioOf(LAB).objects.keys()];
    await proveAgain(run.ports, LAB, quietly());
    const left = [...run.world.minioOf(LAB).objects.keys()];
    expect(left).toHaveLength(2);
    expect(left.every((path) => path.startsWith(`${PROOF_BUCKET}/`))).toBe(true);
    expect(left).not.toEqual(first);
    for (const drive of await run.world.engine.drives.list(LAB)) {
      expect(await run.world.engine.drives.files(LAB, drive, CONTROL_BUCKET)).toEqual([]);
    }
  });

  it('removes what a proof that was cut off had written, and nothing of somebody else', async () => {
    const run = new FakeMachineRun(files);
    let heads = 0;
    run.world.calls.hook = ({ name }) => {
      if (name === 'objects.head') heads += 1;
      if (heads === 1) throw new SealabError('s3-error', 'MinIO is gone.');
    };
    await expect(run.up({ name: LAB })).rejects.toThrow('MinIO is gone.');
    const { objects } = run.world.minioOf(LAB);
    const [cut] = objects;
    if (cut === undefined) throw new Error('The proof had written nothing.');
    objects.set(`${PROOF_BUCKET}/mine.txt`, cut[1]);
    run.world.calls.hook = () => undefined;
    await run.up({ name: LAB });
    expect(objects.size).toBe(3);
    expect([...objects.keys()]).not.toContain(cut[0]);
    expect([...objects.keys()]).toContain(`${PROOF_BUCKET}/mine.txt`);
  });

  it('is red after a fault and green again when it is repaired', async () => {
    const run = new FakeMachineRun(files);
    await run.up({ name: LAB });
    run.world.faults.plaintextLeak = true;
    await expect(proveAgain(run.ports, LAB, quietly())).rejects.toMatchObject({
      code: 'proof-failed',
      message: expect.stringContaining('Plaintext not found on any drive'),
    });
    expect((await observeLab(run.ports, LAB, new AbortController().signal)).summary.provenAt).toBeUndefined();
    run.world.faults.plaintextLeak = false;
    expect((await proveAgain(run.ports, LAB, quietly())).ok).toBe(true);
  });

  it('takes evidence that cannot be read for none', async () => {
    const run = new FakeMachineRun(files);
    await run.up({ name: LAB });
    await run.world.store.folder(LAB).write('evidence/proof.json', '{"ok": true');
    expect(await readEvidence(run.world.store.folder(LAB))).toBeUndefined();
    await run.world.store.folder(LAB).write('evidence/proof.json', '{"ok": true}');
    expect(await readEvidence(run.world.store.folder(LAB))).toBeUndefined();
    expect((await run.up({ name: LAB })).proof.roundTrip).toBe(true);
  });
});
