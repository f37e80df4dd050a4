import { expect, test } from 'vitest';
import type { Connection, TopologyView } from '#shared/contract/details.ts';
import type { ServiceView } from '#shared/contract/labs.ts';
import { boxStateOf, calm, countWord, lineWord } from './box-state.ts';
import { movedByOrder } from './use-lit.ts';

const service = (name: string, state: ServiceView['state'] = 'running'): ServiceView => ({
  name,
  component: name.replace(/\d/, ''),
  version: '1',
  url: 'https://127.0.0.1:1',
  state,
});
const connection = (id: string, changes: Partial<Connection> = {}): Connection => {
  const [from = '', to = ''] = id.split('>');
  return {
    id,
    from,
    to,
    address: '',
    authentication: '',
    carries: '',
    state: 'ok',
    evidence: 'fine',
    counted: '',
    ...changes,
  };
};
const view = (...connections: Connection[]): TopologyView => ({ lookedAt: '', connections, drives: [] });

test('a box tells first whether its service runs, then whether it answers', () => {
  const failing = view(connection('client>minio', { state: 'failed', evidence: 'minio does not answer' }));
  expect(boxStateOf(service('minio'), view(connection('client>minio')))).toEqual({
    tone: 'ok',
    word: 'runs',
  });
  expect(boxStateOf(service('minio'), failing)).toEqual({ tone: 'fail', word: 'minio does not answer' });
  expect(boxStateOf(service('minio', 'stopped'), failing)).toEqual({ tone: 'off', word: 'stopped' });
  expect(boxStateOf(service('minio', 'absent'), undefined).tone).toBe('waiting');
});

test('a sealed Vault is named as sealed', () => {
  const sealed = { ...view(), vault: { sealed: true, progress: 1, threshold: 3 } };
  expect(boxStateOf(service('vault'), sealed)).toEqual({ tone: 'fail', word: 'sealed' });
});

test('a count that nobody keeps is not shown as nought', () => {
  expect(countWord({})).toBe('not counted');
  expect(countWord({ totalRequests: 0 })).toBe('0');
  expect(countWord({ totalRequests: 4085 })).toBe('4,085');
});

test('only what moved lights up, along the data path', () => {
  const moved = view(
    connection('client>minio1', { requests: 2, totalRequests: 2 }),
    connection('client>minio2', { requests: 0, totalRequests: 9 }),
    connection('minio1>kes', { requests: 1, totalRequests: 1 }),
    connection('kes>vault'),
  );
  expect(movedByOrder(moved)).toEqual([['client>minio1'], ['minio1>kes']]);
  expect(movedByOrder(undefined)).toEqual([[], []]);
});

test('a node is not failing because its neighbour is dead', () => {
  const dead = view(
    connection('client>minio2'),
    connection('minio1>minio2', { state: 'failed', evidence: 'minio1 does not answer' }),
  );
  expect(boxStateOf(service('minio2'), dead).tone).toBe('ok');
});

test('KES fails where no node reaches it, not where one of them is dead', () => {
  const one = view(connection('minio1>kes', { state: 'failed' }), connection('minio2>kes'));
  const none = view(connection('minio1>kes', { state: 'failed', evidence: 'offline' }));
  expect(boxStateOf(service('kes'), one).tone).toBe('ok');
  expect(boxStateOf(service('kes'), none)).toEqual({ tone: 'fail', word: 'offline' });
});

test('what comes back by itself after an unseal raises no alarm', () => {
  const late = view(
    connection('minio>kes', { state: 'failed' }),
    connection('kes>vault', { state: 'failed' }),
    connection('client>minio', { state: 'failed' }),
  );
  const words = (seen: TopologyView | undefined) => seen?.connections.map(lineWord);
  expect(words(calm(late, true))).toEqual(['waits', 'waits', 'fails']);
  expect(words(calm(late, false))).toEqual(['fails', 'fails', 'fails']);
  expect(boxStateOf(service('kes'), calm(late, true)).tone).toBe('waiting');
});
