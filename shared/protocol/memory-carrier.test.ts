import { expect, test } from 'vitest';
import { Secret } from '../secret.ts';
import { memoryCarrierPair } from './memory-carrier.ts';

test('frames arrive in order, as copies', async () => {
  const { client, server } = memoryCarrierPair();
  const sent = { list: [1, 2] };
  const got: unknown[] = [];
  server.onFrame((frame) => got.push(frame));
  client.send(sent);
  sent.list.push(3);
  client.send({ second: true, absent: undefined });
  await settled();
  expect(got).toEqual([{ list: [1, 2] }, { second: true }]);
  expect(Object.keys(Object(got[1]))).toEqual(['second']);
});

test('frames that come before there is a listener are kept for it', async () => {
  const { client, server } = memoryCarrierPair();
  client.send(1);
  client.send(2);
  await settled();
  const got: unknown[] = [];
  server.onFrame((frame) => got.push(frame));
  expect(got).toEqual([1, 2]);
});

test('a frame sent before a close arrives before it, one sent after it does not', async () => {
  const { client, server } = memoryCarrierPair();
  const story: unknown[] = [];
  server.onFrame((frame) => story.push(frame));
  server.onClose(() => story.push('closed'));
  client.send('before');
  client.close();
  client.send('after');
  await settled();
  expect(story).toEqual(['before', 'closed']);
});

test('both ends are told of a close exactly once, also a listener that comes late', async () => {
  const { client, server } = memoryCarrierPair();
  const story: string[] = [];
  client.onClose(() => story.push('client'));
  server.onClose(() => story.push('server'));
  client.close();
  server.close();
  client.close();
  await settled();
  client.onClose(() => story.push('late'));
  expect(story.toSorted()).toEqual(['client', 'late', 'server']);
});

test('a Secret crosses as [secret], wherever it hides', async () => {
  const { client, server } = memoryCarrierPair();
  const got: unknown[] = [];
  client.onFrame((frame) => got.push(frame));
  server.send({ token: new Secret('hunter2'), list: [new Secret('hunter2')] });
  await settled();
  expect(got).toEqual([{ token: '[secret]', list: ['[secret]'] }]);
});

function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}
