import { expect, test } from 'vitest';
import { descentOf } from './descent-tiles.ts';
import { inspectLine } from './inspect-line.ts';
import { step, value } from './testing/sample-step.ts';
import { sampleWalk, sampleWalks, sealedWalk } from './testing/sample-walks.ts';
import { captionOf, originDrive, originStep, stepToOpen, verdictOf } from './walk-facts.ts';

const walkOf = (key: string) => sampleWalks().get(key) ?? sampleWalk();

test('a walk that reached the plaintext counts its checks, and opens at its first step', () => {
  expect(verdictOf(sampleWalk())).toEqual({ tone: 'ok', word: 'Plaintext reached, 10 checks hold' });
  expect(stepToOpen(sampleWalk())).toBe(0);
});

test('a walk that stops says where, and opens there', () => {
  expect(verdictOf(sealedWalk())).toEqual({ tone: 'fail', word: 'Stops at step 5' });
  expect(stepToOpen(sealedWalk())).toBe(4);
});

test('a check that does not hold is never green', () => {
  const view = sampleWalk({ steps: [step('etag', { checks: [{ title: 'MD5', ok: false, evidence: '' }] })] });
  expect(verdictOf(view)).toEqual({ tone: 'warn', word: '0 of 1 check hold' });
});

test('a delete marker has nothing to open', () => {
  expect(verdictOf(walkOf('deleted.txt'))).toEqual({ tone: 'neutral', word: 'Nothing to open' });
});

test('the second line of a step says what it made, why it is skipped, or why it failed', () => {
  expect(captionOf(step('kek', { outputs: [value('a', { name: 'key encryption key' })] }))).toBe(
    'key encryption key, 32 bytes',
  );
  expect(
    captionOf(
      step('kek', { outputs: [value('a'), value('b')], checks: [{ title: '', ok: true, evidence: '' }] }),
    ),
  ).toBe('2 values · checked');
  expect(captionOf(step('part-key', { state: 'skipped', reason: 'a single PUT' }))).toBe('a single PUT');
  expect(captionOf(step('etag', { state: 'not-reached' }))).toBe('has no input');
});

test('an origin leads to the step that made the value, or to the drive it names', () => {
  const view = sampleWalk();
  expect(originStep(view, value('x', { originValue: 'data' }))).toBe(4);
  expect(originStep(view, value('x', { originValue: 'gone' }))).toBeUndefined();
  expect(originDrive(view, value('x', { origin: 'xl.meta of drive minio3, EcM' }))).toBe('minio3');
  expect(originDrive(view, value('x', { origin: 'KES' }))).toBeUndefined();
});

test('an altered copy is opened at the step that stops it, or where the hashes tell what was mended', () => {
  const tried = { kind: 'bitrot', title: 'Flip one bit on a drive', change: 'Byte 8 is 0x01.' } as const;
  const mended = sampleWalk({ tried });
  expect(mended.steps[stepToOpen(mended)]?.id).toBe('bitrot');
  const stopped = { ...sealedWalk(), tried };
  expect(stopped.steps[stepToOpen(stopped)]?.id).toBe('data-key');
  expect(stepToOpen(sampleWalk())).toBe(0);
});

test('the chain goes from the KES key down to the plaintext', () => {
  expect(descentOf(sampleWalk()).map((tile) => `${tile.name}: ${tile.state}`)).toEqual([
    'my-key: reached',
    'data key: reached',
    'key encryption key: reached',
    'object key: reached',
    'plaintext: reached',
  ]);
  expect(descentOf(walkOf('parts.bin')).map((tile) => tile.name)).toContain('part keys');
  expect(descentOf(walkOf('customer.txt'))[0]?.name).toBe('customer key');
  expect(descentOf(walkOf('plain.txt'))).toEqual([]);
});

test('the chain of a walk that stopped shows what was not reached', () => {
  expect(descentOf(sealedWalk()).map((tile) => tile.state)).toEqual([
    'not-reached',
    'failed',
    'not-reached',
    'not-reached',
    'not-reached',
  ]);
});

test('the line of a terminal survives any name of an object', () => {
  const object = { lab: 'first-lab', bucket: 'photos' };
  expect(inspectLine({ ...object, key: '2026/a.txt' })).toBe('sealab inspect first-lab photos/2026/a.txt');
  expect(inspectLine({ ...object, key: "it's a $1.txt", versionId: 'null' })).toBe(
    String.raw`sealab inspect first-lab 'photos/it'\''s a $1.txt' --version null`,
  );
  const away = { withoutDrives: ['minio1', 'minio2'], tried: 'wipe-1' } as const;
  expect(inspectLine({ ...object, key: 'a' }, away)).toBe(
    'sealab inspect first-lab photos/a --without minio1,minio2 --try wipe-1',
  );
});
