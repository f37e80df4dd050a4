import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SealabError } from '#shared/errors.ts';
import { memoryCarrierPair } from '#shared/protocol/memory-carrier.ts';
import { Connection, retryDelayMs } from './connection.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('it connects, and connects again after the carrier closed', async () => {
  const pairs = [memoryCarrierPair(), memoryCarrierPair()];
  let opened = 0;
  const connection = new Connection(async () => {
    const pair = pairs[opened++];
    if (pair === undefined) throw new Error('No more carriers.');
    return pair.client;
  });
  await connection.connect();
  expect(connection.state.kind).toBe('open');

  pairs[0]?.server.close();
  await vi.advanceTimersByTimeAsync(10);
  expect(connection.state).toMatchObject({ kind: 'lost', attempts: 1, everOpen: true });

  await vi.advanceTimersByTimeAsync(1000);
  expect(connection.state.kind).toBe('open');
});

test('a refused token is not tried again by itself', async () => {
  let opened = 0;
  const connection = new Connection(async () => {
    opened += 1;
    throw new SealabError('unauthorized', 'This token is not known.');
  });
  await connection.connect();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(connection.state.kind).toBe('refused');
  expect(opened).toBe(1);
});

test('it waits longer after each failure and tells since when it is alone', async () => {
  const connection = new Connection(async () => {
    throw new SealabError('protocol', 'Nobody listens.');
  });
  const lostAt = Date.now();
  await connection.connect();
  await vi.advanceTimersByTimeAsync(4000);
  expect(connection.state).toMatchObject({ kind: 'lost', attempts: 4, everOpen: false, lostAt });
  expect([1, 2, 3, 10].map(retryDelayMs)).toEqual([500, 1000, 2000, 8000]);
});

test('listeners hear of each change until they leave', async () => {
  const connection = new Connection(async () => memoryCarrierPair().client);
  const kinds: string[] = [];
  const leave = connection.subscribe(() => kinds.push(connection.state.kind));
  await connection.connect();
  leave();
  await connection.connect();
  expect(kinds).toEqual(['open']);
});
