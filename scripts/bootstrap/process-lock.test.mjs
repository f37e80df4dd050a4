import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withProcessLock } from './process-lock.mjs';

let folder = '';
let file = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'process-lock-'));
  file = join(folder, 'locks', 'install.lock');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('of many processes at once, one works at a time', async () => {
  const inside = join(folder, 'inside');
  const script = `
    import { openSync, closeSync, rmSync } from 'node:fs';
    import { withProcessLock } from ${JSON.stringify(join(import.meta.dirname, 'process-lock.mjs'))};
    await withProcessLock({ file: ${JSON.stringify(file)}, pollMs: 5 }, async () => {
      closeSync(openSync(${JSON.stringify(inside)}, 'wx'));
      await new Promise((resolve) => setTimeout(resolve, 30));
      rmSync(${JSON.stringify(inside)});
    });`;
  const children = Array.from({ length: 6 }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' }),
  );
  const exits = await Promise.all(children.map((child) => once(child, 'exit')));
  expect(exits).toEqual(children.map(() => [0, null]));
  expect(existsSync(file)).toBe(false);
});

test('the lock of a process that was killed is broken at once', async () => {
  const pid = await deadPid();
  let waited = false;
  await withProcessLock(
    { file: await writeLock({ host: hostname(), pids: [pid] }), onWait: () => (waited = true) },
    async () => {
      expect(JSON.parse(readFileSync(file, 'utf8')).pids).toEqual([process.pid]);
    },
  );
  expect(waited).toBe(false);
});

test('a lock whose owner died is kept while the npm that it started still works', async () => {
  const owner = await deadPid();
  const npm = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], { stdio: 'ignore' });
  const lock = { file: await writeLock({ host: hostname(), pids: [owner, npm.pid] }), pollMs: 5 };
  await withProcessLock({ ...lock, onWait: () => npm.kill('SIGKILL') }, async () => {});
  expect(npm.killed).toBe(true);
});

test('the lock of another machine is broken when it falls silent', async () => {
  await writeLock({ host: 'another-machine', pids: [process.pid] });
  const minuteAgo = new Date(Date.now() - 60_000);
  utimesSync(file, minuteAgo, minuteAgo);
  await expect(withProcessLock({ file }, async () => 'in')).resolves.toBe('in');
});

test('an error of the work frees the lock', async () => {
  await expect(withProcessLock({ file }, () => Promise.reject(new Error('npm failed')))).rejects.toThrow(
    'npm failed',
  );
  expect(existsSync(file)).toBe(false);
});

async function deadPid() {
  const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid;
}

/** @param {object} content */
async function writeLock(content) {
  await withProcessLock({ file }, async () => {});
  writeFileSync(file, JSON.stringify(content));
  return file;
}
