import { expect, test } from 'vitest';
import type { ComponentView } from '#shared/contract/components.ts';
import { costWords, pathProblem, sourceWords, totalsOf } from './component-words.ts';

const MIB = 1024 * 1024;

function component(change: Partial<ComponentView>): ComponentView {
  return {
    component: 'kes',
    version: '0.24.0',
    title: 'MinIO KES 0.24.0',
    what: 'Makes data keys.',
    licence: 'AGPL-3.0',
    state: 'missing',
    isDefault: true,
    sizeBytes: 27 * MIB,
    images: [],
    buildSeconds: 30,
    buildBytes: 1290 * MIB,
    ...change,
  };
}

test('what is missing tells how it would be made, how long that takes and what stays', () => {
  expect(costWords(component({}))).toBe(
    'Built with Go in about 30 s, with 1.3 GiB of disk meanwhile; 27 MiB stay.',
  );
});

test('what a registry has is taken from there first', () => {
  expect(costWords(component({ images: ['quay.io/minio/kes:1', 'other'] }))).toMatch(
    /^Taken out of quay\.io\/minio\/kes:1, .*else built with Go/,
  );
});

test('a program out of an image names the image', () => {
  const image = { reference: 'hashicorp/vault:1.18', digest: 'sha256:00' };
  expect(sourceWords({ source: 'registry', image })).toBe('Out of hashicorp/vault:1.18');
});

test('the totals count what is here and what a lab misses', () => {
  const totals = totalsOf([
    component({ state: 'present', source: 'go' }),
    component({ state: 'present', source: 'given', component: 'vault' }),
    component({ component: 'minio', buildSeconds: 129 }),
    component({ component: 'warp', isDefault: false }),
  ]);
  expect(totals).toMatchObject({ present: 2, presentBytes: 54 * MIB, missingSeconds: 129 });
  expect(totals.missing.map(({ component: name }) => name)).toEqual(['minio']);
});

test('only a whole path to a file names a set', () => {
  expect(
    ['', 'set.sealab', './set', '/tmp/'].map(pathProblem).every((problem) => problem !== undefined),
  ).toBe(true);
  expect(['/tmp/set.sealab', 'C:\\sets\\one.sealab'].map(pathProblem)).toEqual([undefined, undefined]);
});
