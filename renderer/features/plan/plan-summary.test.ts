import { expect, test } from 'vitest';
import type { PlanView } from '#shared/contract/labs.ts';
import { costOf, joined, portRanges, summarisePlan } from './plan-summary.ts';

const plan: PlanView = {
  lab: 'first-lab',
  isNew: true,
  engine: 'process',
  engineReason: 'Docker comes with the next version.',
  steps: [],
  listensOn: [
    { service: 'vault', address: 'https://127.0.0.1:8200', what: 'API' },
    { service: 'minio1', address: '127.0.0.1:9000', what: 'S3' },
    { service: 'minio1', address: '127.0.0.1:9001', what: 'console' },
  ],
  stores: [],
  starts: [
    { service: 'vault', component: 'vault', version: '1.18.0' },
    { service: 'minio1', component: 'minio', version: '2026-02-12' },
    { service: 'minio2', component: 'minio', version: '2026-02-12' },
  ],
  fetches: [{ component: 'kes', version: '0.24.0', how: 'built with Go', sizeBytes: 28_311_552 }],
  estimateSeconds: 372,
  diskBytes: 1_181_116_006,
};

test('a plan is summed up by service, with its ports together', () => {
  expect(summarisePlan(plan)).toEqual({
    host: '127.0.0.1',
    listens: ['Vault 8200', 'MinIO 9000 and 9001'],
    starts: 'Start Vault and 2 MinIO nodes',
    fetches: [{ component: 'KES', version: '0.24.0', how: 'built with Go', size: '27 MiB' }],
    fetchBytes: 28_311_552,
    disk: '1.1 GiB',
  });
});

test('a plan that starts nothing says so', () => {
  expect(summarisePlan({ ...plan, starts: [] }).starts).toBe('Starts nothing: everything runs');
});

test('three ports or more in a row become a range', () => {
  expect(portRanges([9191, 9101, 9102, 9104, 9103, 9192])).toEqual(['9101 to 9104', '9191', '9192']);
});

test('a list ends in “and”', () => {
  expect([joined([]), joined(['a']), joined(['a', 'b', 'c'])]).toEqual(['', 'a', 'a, b and c']);
});

test('what a lab costs is told in time, and in disk where it takes some', () => {
  expect(costOf({ estimateSeconds: 360, diskBytes: 4 * 1024 ** 3 })).toBe(
    'about 6 min and up to 4.0 GiB of disk',
  );
  expect(costOf({ estimateSeconds: 4, diskBytes: 0 })).toBe('4 s');
});
