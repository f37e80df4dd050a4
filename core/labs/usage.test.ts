import { expect, test } from 'vitest';
import type { ServiceObservation } from '../ports/engine.ts';
import { Usage } from './usage.ts';

const seen = (cpuMs: number, intentId = 'first'): ServiceObservation => ({
  service: 'vault',
  state: 'running',
  intentId,
  memoryBytes: 10_500_000,
  cpuMs,
});

test('a processor share is told from the second look on, of one processor', () => {
  const usage = new Usage();
  expect(usage.of(seen(1_000), new Date(0))).toEqual({ memoryBytes: 11 * 1_048_576 });
  expect(usage.of(seen(2_250), new Date(5_000)).cpuPercent).toBe(25);
  expect(usage.of(seen(12_250), new Date(10_000)).cpuPercent).toBe(200);
});

test('a service that was started anew begins anew', () => {
  const usage = new Usage();
  usage.of(seen(9_000), new Date(0));
  expect(usage.of(seen(10, 'second'), new Date(5_000)).cpuPercent).toBeUndefined();
});

test('where an engine does not tell, nothing is made up', () => {
  expect(new Usage().of({ service: 'vault', state: 'running', intentId: 'x' }, new Date(0))).toEqual({});
});
