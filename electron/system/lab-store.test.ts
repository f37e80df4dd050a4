import { execFile, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tryFileLock } from './file-lock.ts';
import { createLabStore } from './lab-store.ts';

const run = promisify(execFile);
const LAB_STORE = new URL('./lab-store.ts', import.meta.url).href;
let home: string;

beforeEach(async () => {
  home = join(await mkdtemp(join(tmpdir(), 'sealab-store-')), 'my home – ünïcode 日本');
});
afterEach(async () => {
  await rm(join(home, '..'), { recursive: true, force: true });
});

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

describe('a lab folder', () => {
  it('keeps what was written, in files of 0600 and folders of 0700', async () => {
    const folder = await createLabStore(home).create('demo');
    await folder.write('a/b/secrets.json', '{}');
    await folder.append('journal.jsonl', '{"n":1}');
    expect(await folder.read('a/b/secrets.json')).toBe('{}');
    expect(await modeOf(join(folder.path, 'a/b/secrets.json'))).toBe(0o600);
    expect(await modeOf(join(folder.path, 'journal.jsonl'))).toBe(0o600);
    expect(await modeOf(join(folder.path, 'a/b'))).toBe(0o700);
    expect(await modeOf(folder.path)).toBe(0o700);
    expect(await modeOf(home)).toBe(0o700);
  });

  it('closes a file and a folder that somebody opened to others', async () => {
    const folder = await createLabStore(home).create('demo');
    await folder.append('journal.jsonl', 'one');
    await chmod(join(folder.path, 'journal.jsonl'), 0o644);
    await chmod(folder.path, 0o755);
    await folder.append('journal.jsonl', 'two');
    expect(await modeOf(join(folder.path, 'journal.jsonl'))).toBe(0o600);
    expect(await modeOf(folder.path)).toBe(0o700);
  });

  it('reads nothing where there is no file, and lists nothing where there is no folder', async () => {
    const folder = createLabStore(home).folder('demo');
    expect(await folder.exists()).toBe(false);
    expect(await folder.read('lab.yaml')).toBeUndefined();
    expect(await folder.list('certs')).toEqual([]);
    expect(await folder.sizeBytes()).toBe(0);
    await folder.remove('certs');
  });

  it('hides and later sweeps the temporary file of a write that a crash cut off', async () => {
    const store = createLabStore(home);
    const folder = await store.create('demo');
    await folder.write('lab.yaml', 'old');
    const leftover = join(folder.path, '.tmp-lab.yaml-0123456789ab');
    await writeFile(leftover, 'hal');
    await utimes(leftover, new Date(0), new Date(0));
    expect(await folder.list('')).toEqual(['lab.yaml']);
    expect(await folder.read('lab.yaml')).toBe('old');
    await using _lock = await store.lock('demo', 'up');
    expect(await readdir(folder.path)).toEqual(['lab.yaml']);
  });

  it('drops the torn last line of a crash before it appends the next', async () => {
    const folder = await createLabStore(home).create('demo');
    await writeFile(join(folder.path, 'journal.jsonl'), `${'x'.repeat(100_000)}\n{"torn":`);
    await folder.append('journal.jsonl', '{"n":2}');
    expect(await folder.read('journal.jsonl')).toBe(`${'x'.repeat(100_000)}\n{"n":2}\n`);
    await writeFile(join(folder.path, 'torn.jsonl'), 'only torn');
    await folder.append('torn.jsonl', 'one');
    expect(await folder.read('torn.jsonl')).toBe('one\n');
  });

  it.each(['../other/secrets.json', '/etc/passwd', 'a/../../b', 'a\\b'])(
    'refuses the path %s',
    async (path) => {
      const folder = await createLabStore(home).create('demo');
      await expect(folder.write(path, 'x')).rejects.toMatchObject({ code: 'invalid-input' });
      await expect(folder.read(path)).rejects.toMatchObject({ code: 'invalid-input' });
      await expect(folder.remove(path)).rejects.toMatchObject({ code: 'invalid-input' });
    },
  );

  it('measures all its files', async () => {
    const folder = await createLabStore(home).create('demo');
    await folder.write('a/one', 'x'.repeat(1000));
    await folder.write('two', new Uint8Array(24));
    expect(await folder.sizeBytes()).toBe(1024);
  });

  it.skipIf(process.getuid?.() !== 0)(
    'names the path and the fix where the system refuses, as another user',
    async () => {
      const folder = await createLabStore(home).create('demo');
      await folder.write('lab.yaml', 'x');
      await chmod(join(home, '..'), 0o755);
      const script = `
      const { createLabStore } = await import(${JSON.stringify(LAB_STORE)});
      process.setgid(65534); process.setuid(65534);
      const folder = createLabStore(${JSON.stringify(home)}).folder('demo');
      for (const call of [() => folder.read('lab.yaml'), () => folder.write('lab.yaml', 'y'), () => folder.append('j', 'y')]) {
        await call().then(() => console.log('no error'), (e) => console.log(e.code, e.message.includes('demo'), e.fix !== undefined));
      }`;
      const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script]);
      expect(stdout.trim().split('\n')).toEqual(Array(3).fill('permission-denied true true'));
    },
  );
});

describe('the lab store', () => {
  it('lists the labs, damaged ones too, and nothing else', async () => {
    const store = createLabStore(home);
    expect(await store.list()).toEqual([]);
    await store.create('zeta');
    await store.create('alpha');
    await writeFile(join(store.path, 'a-file'), '');
    await mkdir(join(store.path, 'Not A Lab'));
    expect(await store.list()).toEqual(['alpha', 'zeta']);
  });

  it('refuses a second lab of the same name, and names that are paths', async () => {
    const store = createLabStore(home);
    await store.create('demo');
    await expect(store.create('demo')).rejects.toMatchObject({ code: 'already-exists' });
    await expect(store.create('../demo')).rejects.toMatchObject({ code: 'invalid-input' });
    expect(() => store.folder('.trash-demo')).toThrow(/is no name/);
  });

  it('destroys a lab whole, twice without harm, and sweeps what a crashed destroy left', async () => {
    const store = createLabStore(home);
    const folder = await store.create('demo');
    await folder.write('data/minio/x', 'y');
    await mkdir(join(store.path, '.trash-older-00'));
    await store.destroy('demo');
    await store.destroy('demo');
    expect(await readdir(store.path)).toEqual([]);
    await mkdir(join(store.path, '.trash-older-00', 'deep'), { recursive: true });
    expect(await store.list()).toEqual([]);
    expect(await readdir(store.path)).toEqual([]);
  });
});

describe('the lock of a lab', () => {
  it('can be taken before the lab exists, holds once, and is free after dispose', async () => {
    const store = createLabStore(home);
    expect(await store.lockOwner('demo')).toBeUndefined();
    {
      await using _lock = await store.lock('demo', 'up');
      expect(await store.lockOwner('demo')).toMatchObject({ pid: process.pid, purpose: 'up' });
      await expect(store.lock('demo', 'down')).rejects.toMatchObject({
        code: 'busy',
        details: { pid: process.pid, purpose: 'up' },
      });
      await using _other = await store.lock('other', 'up');
    }
    expect(await store.lockOwner('demo')).toBeUndefined();
    await using _again = await store.lock('demo', 'down');
    expect(await store.list()).toEqual([]);
  });

  it('is taken by exactly one of many at once', async () => {
    const store = createLabStore(home);
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => store.lock('demo', 'up')));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('of a process that was killed is broken by exactly one', async () => {
    const script = `
      const { createLabStore } = await import(${JSON.stringify(LAB_STORE)});
      await createLabStore(${JSON.stringify(home)}).lock('demo', 'up');
      console.log('held'); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const store = createLabStore(home);
    expect(await store.lockOwner('demo')).toMatchObject({ pid: child.pid });
    await expect(store.lock('demo', 'down')).rejects.toMatchObject({ code: 'busy' });
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    expect(await store.lockOwner('demo')).toBeUndefined();
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => store.lock('demo', 'down')));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('of a process whose pid was reused is broken', async () => {
    const folder = join(home, 'locks', 'demo.lock');
    await mkdir(folder, { recursive: true });
    const claim = {
      pid: process.pid,
      mark: 'another boot:1',
      purpose: 'up',
      since: '2026-01-01T00:00:00Z',
      released: false,
    };
    await writeFile(join(folder, '41'), JSON.stringify(claim));
    await using _lock = await createLabStore(home).lock('demo', 'down');
    expect(JSON.parse(await readFile(join(folder, '42'), 'utf8'))).toMatchObject({ purpose: 'down' });
  });

  it('of a claim that a power cut left empty is broken', async () => {
    const folder = join(home, 'locks', 'demo.lock');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, '7'), '');
    await using _lock = await createLabStore(home).lock('demo', 'up');
  });

  it('keeps few claims, however often it was taken', async () => {
    const folder = join(home, 'locks', 'x.lock');
    for (let round = 0; round < 40; round += 1) {
      const { lock } = await tryFileLock(folder, 'round');
      await lock?.[Symbol.asyncDispose]();
    }
    expect((await readdir(folder)).length).toBeLessThanOrEqual(9);
  });

  it('goes with its lab, and a lab that never came to be leaves none', async () => {
    const store = createLabStore(home);
    {
      await using _lock = await store.lock('demo', 'up');
      await store.create('demo');
    }
    expect(await readdir(join(home, 'locks'))).toEqual(['demo.lock']);
    {
      await using _lock = await store.lock('demo', 'rm');
      await store.destroy('demo');
    }
    {
      await using _lock = await store.lock('other', 'up');
      expect(await readdir(join(home, 'locks'))).toEqual(['other.lock']);
    }
    expect(await readdir(join(home, 'locks'))).toEqual([]);
  });

  it('is never held by two of three racing processes', async () => {
    // Each process writes when it enters and leaves; an overlap shows as two enters in a row.
    const script = `
      const { createLabStore } = await import(${JSON.stringify(LAB_STORE)});
      const { appendFileSync } = await import('node:fs');
      const store = createLabStore(${JSON.stringify(home)});
      let taken = 0;
      const until = Date.now() + 20_000;
      while (taken < 25 && Date.now() < until) {
        try {
          const lock = await store.lock('demo', 'race');
          appendFileSync(process.argv[1], 'enter ' + process.pid + '\\n');
          await new Promise((r) => setTimeout(r, Math.random() * 3));
          appendFileSync(process.argv[1], 'leave ' + process.pid + '\\n');
          await lock[Symbol.asyncDispose]();
          taken += 1;
        } catch (e) { if (e.code !== 'busy') throw e; }
      }`;
    const trace = join(home, '..', 'trace');
    await Promise.all(
      [1, 2, 3].map(() => run(process.execPath, ['--input-type=module', '-e', script, trace])),
    );
    const lines = (await readFile(trace, 'utf8')).trim().split('\n');
    expect(lines).toHaveLength(150);
    for (let index = 0; index < lines.length; index += 2) {
      expect(lines[index]?.replace('enter', 'leave')).toBe(lines[index + 1]);
    }
  }, 30_000);
});
