import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClock } from './clock.ts';
import { createCrypto } from './crypto.ts';
import { fileError } from './file-errors.ts';
import { createMachine, parseGoVersion } from './machine.ts';
import { parseProcessStat } from './process-mark.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'sealab-machine-'));
});
afterEach(async () => {
  await rm(home, { recursive: true, force: true });
});

describe('the machine', () => {
  it('tells the free disk space of folders that do not exist yet', async () => {
    const machine = createMachine({ home: join(home, 'not', 'yet'), cache: home });
    const free = await machine.freeDiskBytes();
    expect(free.home).toBeGreaterThan(0);
    expect(free.cache).toBeGreaterThan(0);
    expect(machine.memoryBytes().free).toBeLessThanOrEqual(machine.memoryBytes().total);
  });

  it('has no Go where none is found, where it fails and where it does not answer', async () => {
    const machine = createMachine({ home, cache: home });
    vi.stubEnv('PATH', home);
    expect(await machine.goVersion()).toBeUndefined();
    const fakeGo = async (script: string): Promise<void> => {
      await writeFile(join(home, 'go'), `#!/bin/sh\n${script}\n`);
      await chmod(join(home, 'go'), 0o755);
    };
    await fakeGo('exit 1');
    expect(await machine.goVersion()).toBeUndefined();
    await fakeGo('echo go1.24.4');
    expect(await machine.goVersion()).toBe('1.24.4');
    await fakeGo('while :; do :; done');
    const begin = performance.now();
    expect(await machine.goVersion()).toBeUndefined();
    expect(performance.now() - begin).toBeLessThan(5_000);
  }, 10_000);

  it('reads the version that go tells', () => {
    expect(parseGoVersion('go1.24.4\n')).toBe('1.24.4');
    expect(parseGoVersion('go1.25 X:nocoverageredesign')).toBe('1.25');
    expect(parseGoVersion('devel go1.26-abcdef')).toBeUndefined();
  });
});

describe('the clock', () => {
  it('wakes with `cancelled` as soon as the signal aborts', async () => {
    const controller = new AbortController();
    const sleeping = createClock().sleep(60_000, controller.signal);
    controller.abort();
    await expect(sleeping).rejects.toMatchObject({ code: 'cancelled' });
    await expect(createClock().sleep(1, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
    await createClock().sleep(1, new AbortController().signal);
  });
});

describe('cryptography', () => {
  it('makes RSA 2048 key pairs in the forms that every server accepts', async () => {
    const { publicPem, privatePem } = await createCrypto().rsaKeyPair();
    expect(publicPem).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
    expect(privatePem).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(createPublicKey(publicPem).asymmetricKeyDetails?.modulusLength).toBe(2048);
    const signature = sign('sha256', Buffer.from('x'), createPrivateKey(privatePem));
    expect(verify('sha256', Buffer.from('x'), publicPem, signature)).toBe(true);
  });

  it('hashes as SHA-256 is defined (FIPS 180-2, B.1)', () => {
    const hash = createCrypto().sha256(new TextEncoder().encode('abc'));
    expect(Buffer.from(hash).toString('hex')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    expect(createCrypto().randomBytes(32)).toHaveLength(32);
  });
});

describe('errors of files', () => {
  it.each([
    ['ENOSPC', 'disk-full'],
    ['EDQUOT', 'disk-full'],
    ['EACCES', 'permission-denied'],
    ['EPERM', 'permission-denied'],
    ['EROFS', 'permission-denied'],
    ['ENOENT', 'not-found'],
    ['EIO', 'internal'],
  ])('%s is %s and names the path', (systemCode, code) => {
    const thrown = Object.assign(new Error(systemCode), { code: systemCode });
    const error = fileError(thrown, 'write', '/home/ann/lab.yaml');
    expect(error).toMatchObject({ code, details: { path: '/home/ann/lab.yaml', systemCode } });
    expect(error.message).toContain('/home/ann/lab.yaml');
    if (code === 'disk-full' || code === 'permission-denied') expect(error.fix).toBeDefined();
  });
});

describe('the line of /proc/<pid>/stat', () => {
  it('is read right, whatever the name of the program is', () => {
    const fields = `S 1 812 812 0 -1 4194304 ${Array(12).fill('0').join(' ')} 188297 3133440`;
    expect(parseProcessStat(`812 (a) R (b c) ${fields}`)).toEqual({
      state: 'S',
      groupId: 812,
      startTicks: 188297,
    });
    expect(parseProcessStat('')).toBeUndefined();
  });
});
