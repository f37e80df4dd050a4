import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { assertDiskSpace } from './disk-space.ts';

test('needs below folders of one disk are added up, and what is too much is named', async () => {
  const folder = join(tmpdir(), 'not', 'there', 'yet');
  const needs = [
    { folder, bytes: 2 ** 60, what: 'modules' },
    { folder: tmpdir(), bytes: 2 ** 30, what: 'build cache' },
  ];
  await expect(assertDiskSpace(needs)).rejects.toMatchObject({
    code: 'disk-full',
    message: expect.stringMatching(/GiB free, and 1073741825\.00 GiB are needed/),
    fix: expect.stringContaining('SEALAB_CACHE'),
    details: { evidence: ['modules: 1073741824.00 GiB', 'build cache: 1.00 GiB'] },
  });
});

test('little is fine', async () => {
  await assertDiskSpace([{ folder: tmpdir(), bytes: 1, what: 'a byte' }]);
});
