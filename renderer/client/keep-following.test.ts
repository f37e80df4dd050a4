import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { cancelledError, SealabError } from '#shared/errors.ts';
import { keepFollowing } from './keep-following.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('what ends is followed again after a while', async () => {
  const follow = vi.fn(async () => {});
  const controller = new AbortController();
  const onFail = vi.fn();
  const done = keepFollowing({ follow, onFail }, controller.signal);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(follow).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(follow).toHaveBeenCalledTimes(2);
  expect(onFail).not.toHaveBeenCalled();
  controller.abort();
  await done;
});

test('what fails is told and followed again', async () => {
  const follow = vi.fn(async (): Promise<void> => {
    throw new SealabError('no-engine', 'Docker does not answer.');
  });
  const controller = new AbortController();
  const onFail = vi.fn();
  const done = keepFollowing({ follow, onFail }, controller.signal);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(follow).toHaveBeenCalledTimes(2);
  expect(onFail).toHaveBeenCalledTimes(2);
  expect(onFail).toHaveBeenLastCalledWith(expect.objectContaining({ code: 'no-engine' }));
  controller.abort();
  await done;
});

test('nothing is followed or told after the end, also while it waits', async () => {
  const onFail = vi.fn();
  const waiting = new AbortController();
  const ended = vi.fn(async () => {});
  const waits = keepFollowing({ follow: ended, onFail }, waiting.signal);
  await vi.advanceTimersByTimeAsync(100);
  waiting.abort();
  await waits;
  expect(vi.getTimerCount()).toBe(0);
  expect(ended).toHaveBeenCalledTimes(1);

  const running = new AbortController();
  const follow = vi.fn(
    (signal: AbortSignal) =>
      new Promise<void>((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('The connection is gone.')));
      }),
  );
  const runs = keepFollowing({ follow, onFail }, running.signal);
  running.abort();
  await runs;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(follow).toHaveBeenCalledTimes(1);
  expect(onFail).not.toHaveBeenCalled();
});

test('what the other side cancels is left alone', async () => {
  const follow = vi.fn(async (): Promise<void> => {
    throw cancelledError();
  });
  const onFail = vi.fn();
  await keepFollowing({ follow, onFail }, new AbortController().signal);
  expect(follow).toHaveBeenCalledTimes(1);
  expect(onFail).not.toHaveBeenCalled();
});
