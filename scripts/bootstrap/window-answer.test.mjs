import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { answerFile, rememberedNo, rememberNo } from './window-answer.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'start-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('a remembered no', () => {
  const no = { version: '45.4.1', kind: /** @type {const} */ ('fetch'), reason: 'no network' };

  test('is for one version of Electron, and says when and why', () => {
    const file = join(folder, 'cache', 'electron.json');
    rememberNo(file, no);
    expect(rememberedNo(file, '45.4.1')).toMatchObject({ ...no, at: expect.stringMatching(/^20\d\d-/) });
    expect(rememberedNo(file, '46.0.0')).toBeUndefined();
  });

  test.each(['', '{', 'null', '[]', '{"version":"45.4.1"}'])('%j is none', (text) => {
    const file = join(folder, 'electron.json');
    writeFileSync(file, text);
    expect(rememberedNo(file, '45.4.1')).toBeUndefined();
  });

  test('a cache that cannot be written does not stop a start', () => {
    writeFileSync(join(folder, 'cache'), '');
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    rememberNo(join(folder, 'cache', 'electron.json'), no);
    expect(String(said.mock.calls[0]?.[0])).toContain('cannot be written');
  });

  test.each([
    {},
    { SEALAB_CACHE: '/somewhere/else' },
    { SEALAB_CACHE: 'relative' },
    { XDG_CACHE_HOME: '/xdg' },
    { XDG_CACHE_HOME: 'relative' },
  ])('stands in the cache folder of the product, with %o', async (env) => {
    const path = '../../electron/system/folders.ts';
    const { cacheFolder } = await import(path);
    expect(answerFile(env)).toBe(join(cacheFolder(env), 'electron.json'));
  });
});
