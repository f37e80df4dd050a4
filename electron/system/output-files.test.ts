import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createOutputFiles } from './output-files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sealab-output-'));
});
afterEach(async () => await rm(folder, { recursive: true }));
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

it('a file that is finished is there, whole, and its owner’s only', async () => {
  const path = join(folder, 'out.bin');
  {
    await using file = await createOutputFiles().create(path);
    await file.write(text('one '));
    await file.write(text('two'));
    expect(await readdir(folder)).not.toContain('out.bin');
    await file.finish();
  }
  expect(await readFile(path, 'utf8')).toBe('one two');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(['out.bin']);
});

it('a file that is given up leaves nothing', async () => {
  {
    await using file = await createOutputFiles().create(join(folder, 'out.bin'));
    await file.write(text('half'));
  }
  expect(await readdir(folder)).toEqual([]);
});

it('a file that exists stays as it is, also one that comes while we write', async () => {
  const path = join(folder, 'out.bin');
  {
    await using file = await createOutputFiles().create(path);
    await writeFile(path, 'theirs');
    await expect(file.finish()).rejects.toMatchObject({ code: 'conflict' });
  }
  await expect(createOutputFiles().create(path)).rejects.toMatchObject({ code: 'conflict' });
  expect(await readFile(path, 'utf8')).toBe('theirs');
  expect(await readdir(folder)).toEqual(['out.bin']);
});

it('a folder that is not there is said', async () => {
  await expect(createOutputFiles().create(join(folder, 'no', 'out.bin'))).rejects.toMatchObject({
    code: 'not-found',
  });
});
