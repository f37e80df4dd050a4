import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unfitForImage } from './elf.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sealab-elf-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** The start of a program: its machine, and the types of its program headers. */
async function program(machine: number, headers: readonly number[]): Promise<string> {
  const bytes = Buffer.alloc(64 + 56 * headers.length);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  bytes.writeUInt16LE(machine, 18);
  bytes.writeBigUInt64LE(64n, 32);
  bytes.writeUInt16LE(56, 54);
  bytes.writeUInt16LE(headers.length, 56);
  for (const [index, type] of headers.entries()) bytes.writeUInt32LE(type, 64 + 56 * index);
  const path = join(folder, 'program');
  await writeFile(path, bytes);
  return path;
}

test('a static program of the engine’s processor fits', async () => {
  expect(await unfitForImage(await program(62, [1, 1]), 'amd64')).toBeUndefined();
  expect(await unfitForImage(await program(183, [1]), 'arm64')).toBeUndefined();
});

test('a program of another processor does not', async () => {
  expect(await unfitForImage(await program(183, [1]), 'amd64')).toBe(
    'it is made for arm64, and the engine runs amd64',
  );
});

test('a program that needs a loader does not', async () => {
  expect(await unfitForImage(await program(62, [1, 3]), 'amd64')).toContain('it needs libraries');
});

test('a file that is no program does not', async () => {
  const path = join(folder, 'script');
  await writeFile(path, '#!/bin/sh\n');
  expect(await unfitForImage(path, 'amd64')).toBe('it is no program for Linux');
  await expect(unfitForImage(join(folder, 'none'), 'amd64')).rejects.toMatchObject({ code: 'not-found' });
});
