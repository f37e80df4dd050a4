import { expect, test } from 'vitest';
import { cancelledError } from '#shared/errors.ts';
import { dockerError, statusOf } from './docker-errors.ts';

function answer(statusCode: number, message: string): Error {
  return Object.assign(new Error(`(HTTP code ${statusCode}) - ${message}`), {
    statusCode,
    json: { message },
  });
}

test.each([
  [
    500,
    'driver failed programming external connectivity on endpoint x: Bind for 127.0.0.1:9000 failed: port is already allocated',
    'port-taken',
  ],
  [500, 'listen tcp4 127.0.0.1:9000: bind: address already in use', 'port-taken'],
  [500, 'mkdir /var/lib/docker/overlay2/x: no space left on device', 'disk-full'],
  [
    404,
    'could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network',
    'conflict',
  ],
  [500, 'all predefined address pools have been fully subnetted', 'conflict'],
  [404, 'No such image: sealab/vault:1', 'service-died'],
  [400, 'failed to create shim task: OCI runtime create failed: exec: "x": no such file', 'service-died'],
  [403, 'authorization denied by plugin x', 'permission-denied'],
  [404, 'No such container: x', 'not-found'],
  [409, 'something else is in the way', 'conflict'],
  [500, 'something else', 'internal'],
])('the answer %d “%s” is the error %s', (status, message, code) => {
  const error = dockerError(answer(status, message), 'start vault of lab one');
  expect(error.code).toBe(code);
  expect(error.message).toMatch(/^Docker cannot start vault of lab one: /);
  expect(error.details?.['evidence']).toEqual([message]);
  if (!['not-found', 'internal'].includes(code) && !message.startsWith('something'))
    expect(error.fix).toBeTruthy();
});

test.each([
  ['ENOENT', 'no-engine'],
  ['ECONNREFUSED', 'no-engine'],
  ['ECONNRESET', 'no-engine'],
  ['EACCES', 'permission-denied'],
])('a connection that fails with %s is the error %s', (systemCode, code) => {
  const error = dockerError(Object.assign(new Error('connect'), { code: systemCode }), 'list containers');
  expect(error).toMatchObject({ code, fix: expect.stringMatching(/./) });
});

test('what was cancelled stays cancelled, and a known error stays as it is', () => {
  const abort = Object.assign(new Error('aborted'), { name: 'AbortError' });
  expect(dockerError(abort, 'wait').code).toBe('cancelled');
  const known = cancelledError();
  expect(dockerError(known, 'wait')).toBe(known);
});

test('an engine that is silent is one that does not answer', () => {
  const cause = Object.assign(new Error('timeout'), { name: 'TimeoutError' });
  const late = Object.assign(new Error('aborted', { cause }), { name: 'AbortError' });
  expect(dockerError(late, 'list containers')).toMatchObject({
    code: 'no-engine',
    message: 'Docker does not answer: it could not list containers (no answer within 30 s).',
  });
});

test('only an answer of the engine has a status', () => {
  expect(statusOf(answer(404, 'x'))).toBe(404);
  expect(statusOf(new Error('x'))).toBeUndefined();
});
