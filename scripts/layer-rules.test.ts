import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

// The fixture's projects extend the real ones of core and renderer, so loosening those turns these tests red.
const root = join(import.meta.dirname, '..');
const fixture = join(root, 'scripts', 'fixtures', 'layer-violation');
const cache = join(root, '.cache', 'layer-rules');
let copy = '';

beforeAll(() => {
  mkdirSync(cache, { recursive: true });
});

afterAll(() => {
  rmSync(cache, { recursive: true, force: true });
});

const notListed = `TS6307: File '${join(root, 'core', 'ports', 'clock.ts')}' is not listed within the file list`;

test.each([
  { rule: 'Node in the core', file: 'core/reads-a-file.ts', error: "TS2591: Cannot find name 'node:fs'" },
  { rule: 'the core in shared', file: 'shared/imports-the-core.ts', error: notListed },
  { rule: 'the core in the renderer', file: 'renderer/asks-the-core.ts', error: notListed },
])('the compiler refuses $rule, and only that', ({ file, error }) => {
  copyFixture();
  expect(compile(file)).toEqual({ exitCode: 2, errors: [expect.stringContaining(`${basename(file)}(2,`)] });
  expect(compile(file).errors[0]).toContain(error);

  const [allowed = '', violation = ''] = readFileSync(join(copy, file), 'utf8').split('\n');
  expect(violation).toContain('// the violation');
  writeFileSync(join(copy, file), `${allowed}\n`);
  expect(compile(file)).toEqual({ exitCode: 0, errors: [] });
});

/** As deep below the root as the fixture itself, because its projects name the real ones by relative path. */
function copyFixture(): void {
  copy = mkdtempSync(join(cache, 'copy-'));
  cpSync(fixture, copy, { recursive: true });
}

/** Compiles the project of one file of the copy. */
function compile(file: string): { exitCode: number | null; errors: string[] } {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const args = [tsc, '-p', join(copy, dirname(file)), '--pretty', 'false'];
  const { status, stdout, error } = spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8' });
  if (error) throw error;
  return { exitCode: status, errors: stdout.split('\n').filter((line) => line.includes('error TS')) };
}
