import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../bootstrap/repository.mjs';
import { partsOf, runOfPart, timed } from './parts.mjs';

const projects = /** @type {const} */ (['docker', 'real', 'e2e']);
const files = ['e2e/**'];

test.each(projects)('both parts of %s together are the whole project, and no file is in both', (project) => {
  const together = runOfPart(project, files, 'together');
  const alone = runOfPart(project, files, 'timed');
  expect(together.include).toEqual(files);
  expect(together.exclude).toEqual(alone.include);
  expect(alone.exclude).toEqual([]);
  for (const file of timed[project]) expect(existsSync(join(root, file)), file).toBe(true);
});

test.each(projects)(
  'what is timed in %s, and what runs without `npm test`, has the machine to itself',
  (project) => {
    expect(runOfPart(project, files, 'timed')).toMatchObject({ fileParallelism: false });
    expect(runOfPart(project, files, undefined)).toEqual({
      include: files,
      exclude: [],
      fileParallelism: false,
    });
  },
);

test('a part in which no file has its turn does not run', () => {
  expect(partsOf('docker', { isFull: false, commit: '00000000' })).toEqual(['together']);
  expect(partsOf('docker', { isFull: false, commit: '00000001' })).toEqual(['together', 'timed']);
  expect(partsOf('docker', { isFull: true, commit: '' })).toEqual(['together', 'timed']);
});
