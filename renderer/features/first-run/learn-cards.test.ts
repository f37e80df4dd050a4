import { expect, test } from 'vitest';
import type { StepProgress } from '#shared/contract/progress.ts';
import { splitKeyNames } from '../../ui/split-key-names.ts';
import { LEARN_CARDS, leavesTimeToRead, turned } from './learn-cards.ts';

function step(change: Partial<StepProgress>): StepProgress {
  return { id: '1', title: 'Build Vault', group: 'Components', state: 'running', startMs: 0, ...change };
}

test('a component that is built leaves time to read, one that is only checked does not', () => {
  expect(leavesTimeToRead({ steps: [step({})], elapsedMs: 5_000 })).toBe(true);
  expect(leavesTimeToRead({ steps: [step({ state: 'done', endMs: 40 })], elapsedMs: 5_000 })).toBe(false);
  expect(leavesTimeToRead({ steps: [step({ group: 'Vault' })], elapsedMs: 5_000 })).toBe(false);
});

test('the cards stay once there was time to read them', () => {
  expect(leavesTimeToRead({ steps: [step({ state: 'done', endMs: 60_000 })], elapsedMs: 61_000 })).toBe(true);
});

test('turning goes around both ends', () => {
  expect(turned(LEARN_CARDS.length - 1, 1)).toBe(0);
  expect(turned(0, -1)).toBe(LEARN_CARDS.length - 1);
});

test('every card of a key names that key in its text, so that its colour is seen', () => {
  const cards = LEARN_CARDS.filter(({ subject }) => !['vault', 'kes', 'minio'].includes(subject));
  for (const { what, subject } of cards)
    expect(splitKeyNames(what).map(({ kind }) => kind)).toContain(subject);
});
