import { execFileSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ActionResult } from '#shared/contract/actions.ts';
import { LabState, UpResult } from '#shared/contract/labs.ts';
import { WireError } from '#shared/errors.ts';
import { describeOutcome, Sandbox } from './fixtures/sandbox.ts';
import { LabShell } from './fixtures/shell.ts';

const sandbox = new Sandbox();
const Failure = z.object({ error: WireError });
const PROVEN = { roundTrip: true, sealedKey: true, plaintextOnDrives: false, control: true };
const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

afterAll(async () => {
  await sandbox.close();
});

/** Listens there; somebody else may do so already, which is as good. */
async function occupy(port: number): Promise<void> {
  // Whoever asks here by mistake is sent away, or closing would wait for them.
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => {
    server.once('error', () => resolve());
    server.listen(port, '127.0.0.1', () => {
      servers.push(server);
      resolve();
    });
  });
}

function portsOf(result: UpResult): readonly number[] {
  return result.services.map(({ url }) => Number(new URL(url).port));
}

describe('ports that are taken', () => {
  it('are left to others: the lab takes other ones, and again others when they are lost while it is stopped', async () => {
    const usual = [8200, 8201, 7373, 9000, 9001];
    for (const port of usual) await occupy(port);
    const first = await sandbox.json(UpResult, ['up', 'moved']);
    expect(first.proof).toMatchObject(PROVEN);
    expect(portsOf(first).filter((port) => usual.includes(port))).toEqual([]);
    await sandbox.json(ActionResult, ['action', 'run', 'moved', 'bucket.create', 'bucket=kept']);
    await (await LabShell.of(sandbox, 'moved')).out('printf %s text | mc pipe moved/kept/object');
    expect((await sandbox.run(['down', 'moved'])).code).toBe(0);

    const { services } = await sandbox.json(LabState, ['status', 'moved']);
    for (const { url } of services) {
      const port = Number(new URL(url).port);
      // The next one is Vault's cluster port, and MinIO's console.
      await occupy(port);
      await occupy(port + 1);
    }
    const second = await sandbox.json(UpResult, ['up', 'moved']);
    expect(second.proof).toMatchObject(PROVEN);
    expect(portsOf(second).filter((port) => portsOf(first).includes(port))).toEqual([]);
    expect(await (await LabShell.of(sandbox, 'moved')).out('mc cat moved/kept/object')).toBe('text');
    expect((await sandbox.run(['rm', 'moved', '--yes'])).code).toBe(0);
    expect(await sandbox.leftovers()).toEqual([]);
  });

  it('are an error that names their owner where lab.yaml pins them, and nothing is left', async () => {
    const pinned = 31_873;
    const file = join(sandbox.root, 'lab.yaml');
    await writeFile(file, `schema: 1\nname: pinned\nports: { minio: ${pinned} }\n`);
    await occupy(pinned);
    const refused = await sandbox.run(['up', 'pinned', '--file', file, '--json']);
    expect(refused.code, describeOutcome(refused)).toBe(1);
    const { error } = Failure.parse(JSON.parse(refused.stdout));
    expect(error).toMatchObject({ code: 'port-taken', details: { port: pinned, pid: process.pid } });
    expect(error.message).toContain(`Port ${pinned}`);
    expect(error.message).toContain(String(process.pid));
    expect(await sandbox.leftovers()).toEqual([]);
  });

  it('are taken as they are pinned where they are free', async () => {
    const pinned = 31_874;
    const file = join(sandbox.root, 'lab.yaml');
    await writeFile(
      file,
      `schema: 1\nname: any-name\nports: { minio: ${pinned} }\nencryption: sse-kms\nkeyName: of_the_file\n`,
    );
    const result = await sandbox.json(UpResult, ['up', 'pinned', '--file', file]);
    expect(result.services.find(({ name }) => name === 'minio')?.url).toBe(`https://127.0.0.1:${pinned}`);
    expect(result.proof).toMatchObject({ ...PROVEN, encryption: 'sse-kms', keyName: 'of_the_file' });
    expect((await sandbox.run(['rm', 'pinned', '--yes'])).code).toBe(0);
  });
});

describe('a disk that is full', () => {
  /** Why no small disk can be made here. */
  function mountSmallDisk(folder: string): string | undefined {
    try {
      execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=3m,mode=0700', 'tmpfs', folder], {
        stdio: 'pipe',
      });
      return undefined;
    } catch (thrown) {
      return `cannot mount a small disk: ${String(thrown).split('\n')[0]}`;
    }
  }

  it('is an error that says so, and the lab on it can be removed', async ({ skip }) => {
    const small = new Sandbox();
    await mkdir(small.home);
    const reason = mountSmallDisk(small.home);
    if (reason !== undefined) await small.close();
    skip(reason !== undefined, reason);
    try {
      const filler = join(small.home, 'filler');
      await writeFile(filler, Buffer.alloc(4 * 1024 * 1024)).catch(() => undefined);
      const none = await small.run(['up', 'full', '--json']);
      expect(none.code, describeOutcome(none)).toBe(1);
      expect(Failure.parse(JSON.parse(none.stdout)).error.code).toBe('disk-full');
      await rm(filler);
      expect(await small.leftovers()).toEqual([]);

      const partly = await small.run(['up', 'full', '--json']);
      expect(partly.code, describeOutcome(partly)).toBe(1);
      const { error } = Failure.parse(JSON.parse(partly.stdout));
      const words = [error.message, String(error.details?.['evidence'] ?? '')].join('\n');
      expect(words).toMatch(/disk|space|storage|drive/i);
      expect((await small.leftovers()).filter((line) => line.startsWith('process'))).toEqual([]);
      const removed = await small.run(['rm', 'full', '--yes']);
      expect(removed.code, describeOutcome(removed)).toBe(0);
      expect(await small.leftovers()).toEqual([]);
    } finally {
      execFileSync('/bin/umount', ['-l', small.home], { stdio: 'ignore' });
      await small.close();
    }
  });
});
