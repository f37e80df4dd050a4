import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { heldLocks, liveOwner, takeLock, tryLock } from './build-lock.ts';
import { processStart } from './process-start.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const signal = AbortSignal.timeout(30_000);

/** Another process that takes the lock, says so, and keeps it until it is killed or told to let go. */
function startOwner(file: string) {
  const module = join(import.meta.dirname, 'build-lock.ts');
  const script = `
    const { takeLock } = await import(${JSON.stringify(module)});
    const lock = await takeLock(${JSON.stringify(file)}, { signal: new AbortController().signal });
    console.log('taken');
    await new Promise((resolve) => process.stdin.once('data', resolve));
    await lock[Symbol.asyncDispose]();
    process.exit(0);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return { child, taken: once(child.stdout, 'data') };
}

test('a second taker waits until the first lets go, and is told who has it', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'locks/a.lock');
  const first = await takeLock(file, { signal });
  const owners: number[] = [];
  let isReleased = false;
  const second = takeLock(file, { signal, onWait: (owner) => owners.push(owner.pid) }).then((lock) => {
    expect(isReleased).toBe(true);
    return lock;
  });
  await expect.poll(() => owners).toEqual([process.pid]);
  isReleased = true;
  await first[Symbol.asyncDispose]();
  await (await second)[Symbol.asyncDispose]();
  expect(await readdir(join(folder.path, 'locks'))).toEqual([]);
});

test('another process is waited for', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'a.lock');
  const owner = startOwner(file);
  await owner.taken;
  expect(await tryLock(file)).toMatchObject({ pid: owner.child.pid });
  expect(await heldLocks(folder.path)).toEqual(['a.lock']);
  const mine = takeLock(file, { signal });
  owner.child.stdin.write('go\n');
  await (await mine)[Symbol.asyncDispose]();
});

test('the lock of a process that was killed is broken', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'a.lock');
  const owner = startOwner(file);
  await owner.taken;
  owner.child.kill('SIGKILL');
  await once(owner.child, 'exit');
  expect(await readFile(file, 'utf8')).toContain(`"pid":${owner.child.pid}`);
  expect(await liveOwner(file)).toBeUndefined();
  await using lock = await takeLock(file, { signal });
  expect(lock).toBeDefined();
  expect((await liveOwner(file))?.pid).toBe(process.pid);
});

test('a pid that is now another process does not keep the lock', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'a.lock');
  const other = { id: 'x', pid: process.pid, startedAt: 'another boot/1', since: new Date().toISOString() };
  await writeFile(file, JSON.stringify(other));
  await using lock = await takeLock(file, { signal });
  expect(lock).toBeDefined();
});

test.each(['', '{"pid":', 'null'])('a lock file that holds %j is broken', async (content) => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'a.lock');
  await writeFile(file, content);
  await using lock = await takeLock(file, { signal });
  expect(lock).toBeDefined();
});

test('a taker that died while breaking a lock does not block others for ever', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'a.lock');
  await writeFile(file, '');
  await mkdir(`${file}.breaking`);
  const longAgo = new Date(Date.now() - 60_000);
  await utimes(`${file}.breaking`, longAgo, longAgo);
  await using lock = await takeLock(file, { signal });
  expect(lock).toBeDefined();
});

test('many takers hold it one after the other', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'a.lock');
  await writeFile(file, '');
  let holders = 0;
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      await using lock = await takeLock(file, { signal });
      expect(lock).toBeDefined();
      holders += 1;
      expect(holders).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 5));
      holders -= 1;
    }),
  );
});

test('a waiting taker can be cancelled', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'a.lock');
  await using lock = await takeLock(file, { signal });
  expect(lock).toBeDefined();
  await expect(takeLock(file, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
    code: 'cancelled',
  });
});

test('nothing is taken while another holds the gate', async () => {
  await using folder = await temporaryFolder();
  const gate = join(folder.path, 'gate.lock');
  const file = join(folder.path, 'a.lock');
  const held = await takeLock(gate, { signal });
  const waiting = takeLock(file, { signal, gate });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await liveOwner(file)).toBeUndefined();
  await held[Symbol.asyncDispose]();
  await (await waiting)[Symbol.asyncDispose]();
});

test('a process that does not run has no start time', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  expect(child.pid).toBeDefined();
  expect(await processStart(child.pid ?? 0)).toBeUndefined();
  expect(await processStart(process.pid)).toBe(await processStart(process.pid));
});
