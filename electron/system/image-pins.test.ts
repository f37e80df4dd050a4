import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createImagePins } from './image-pins.ts';

const one = `sha256:${'1'.repeat(64)}`;
const two = `sha256:${'2'.repeat(64)}`;
const { signal } = new AbortController();
let home: string;
let file: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'sealab pins '));
  file = join(home, 'images.json');
});
afterEach(async () => {
  await rm(home, { recursive: true, force: true });
});

test('the first digest of an image is recorded, privately, and passes from then on', async () => {
  await createImagePins(home).check('a/b:1', one, signal);
  await createImagePins(home).check('a/b:1', one, signal);
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ format: 1, images: { 'a/b:1': one } });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('another digest of the same tag is refused with both and with what to do, and nothing is written', async () => {
  const pins = createImagePins(home);
  await pins.check('a/b:1', one, signal);
  const before = await readFile(file, 'utf8');
  await expect(pins.check('a/b:1', two, signal)).rejects.toMatchObject({
    code: 'checksum-mismatch',
    message: expect.stringMatching(new RegExp(`a/b:1.*${one}.*${two}`)),
    fix: expect.stringContaining(file),
  });
  expect(await readFile(file, 'utf8')).toBe(before);
  await pins.check('a/b:2', two, signal);
});

test('removing a line accepts the new digest, also the last one before the bracket', async () => {
  const pins = createImagePins(home);
  await pins.check('a/b:1', one, signal);
  await pins.check('c/d:1', one, signal);
  for (const reference of ['c/d:1', 'a/b:1']) {
    const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => !line.includes(reference));
    await writeFile(file, lines.join('\n'));
    await pins.check(reference, two, signal);
  }
  expect(JSON.parse(await readFile(file, 'utf8')).images).toEqual({ 'a/b:1': two, 'c/d:1': two });
});

test('many images that are recorded at once are all there', async () => {
  const names = Array.from({ length: 12 }, (_, index) => `a/b:${index}`);
  await Promise.all(names.map((name) => createImagePins(home).check(name, one, signal)));
  expect(Object.keys(JSON.parse(await readFile(file, 'utf8')).images).toSorted()).toEqual(names.toSorted());
});

test('a reference that is a word of the language is one like others', async () => {
  await createImagePins(home).check('constructor:1', one, signal);
  await createImagePins(home).check('toString', one, signal);
  await expect(createImagePins(home).check('toString', two, signal)).rejects.toMatchObject({
    code: 'checksum-mismatch',
  });
});

test.each([
  '',
  '{',
  'null',
  '[]',
  '{"format":1}',
  '{"format":1,"images":{"a":"no digest"}}',
  '{"images":{}}',
])('a damaged file, %j, is an error that names it, and stays as it is', async (text) => {
  await writeFile(file, text);
  await expect(createImagePins(home).check('a/b:1', one, signal)).rejects.toMatchObject({
    code: 'damaged-file',
    message: expect.stringContaining(file),
  });
  expect(await readFile(file, 'utf8')).toBe(text);
});

test('a file of a newer Sealab is not touched', async () => {
  const text = '{"format":2,"images":[]}';
  await writeFile(file, text);
  await expect(createImagePins(home).check('a/b:1', one, signal)).rejects.toMatchObject({
    code: 'newer-version',
  });
  expect(await readFile(file, 'utf8')).toBe(text);
});
