import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ActionResult } from '#shared/contract/actions.ts';
import { LabState, LabSummary, PlanView, UpResult } from '#shared/contract/labs.ts';
import { WireError } from '#shared/errors.ts';
import { binariesFolder } from './fixtures/binaries.ts';
import { describeOutcome, Sandbox } from './fixtures/sandbox.ts';
import { LabShell } from './fixtures/shell.ts';

const Failure = z.object({ state: z.literal('failed'), error: WireError });
const sandbox = new Sandbox();
const TEXT = 'written before';
let shell: LabShell;

/** Service name → pid, of the services that run. */
async function pids(): Promise<Readonly<Record<string, number>>> {
  const { services } = await sandbox.json(LabState, ['status', 'life']);
  return Object.fromEntries(services.flatMap(({ name, pid }) => (pid === undefined ? [] : [[name, pid]])));
}

/** Another program may have taken a port while its service was down, so the shell is made anew. */
async function content(): Promise<string> {
  shell = await LabShell.of(sandbox, 'life');
  return await shell.out('mc cat life/kept/object');
}

async function failingRung(): Promise<LabState['ladder'][number] | undefined> {
  const { ladder } = await sandbox.json(LabState, ['status', 'life']);
  return ladder.find(({ state }) => state === 'failed');
}

async function failure(args: readonly string[], variables: Record<string, string> = {}): Promise<WireError> {
  const outcome = await sandbox.run([...args, '--json'], variables);
  expect(outcome.code, describeOutcome(outcome)).toBe(1);
  return Failure.parse(JSON.parse(outcome.stdout)).error;
}

beforeAll(async () => {
  await sandbox.json(UpResult, ['up', 'life']);
  shell = await LabShell.of(sandbox, 'life');
  await sandbox.json(ActionResult, ['action', 'run', 'life', 'bucket.create', 'bucket=kept']);
  await shell.out('mc encrypt set sse-s3 life/kept');
  await shell.out(`printf %s '${TEXT}' | mc pipe life/kept/object`);
});

afterAll(async () => {
  await sandbox.close();
});

describe('a lab through its life', () => {
  it('is up already when it is brought up again: nothing is started', async () => {
    const before = await pids();
    const plan = await sandbox.json(PlanView, ['plan', 'life']);
    expect(plan.isNew).toBe(false);
    expect(plan.steps.map(({ id }) => id)).toEqual(['quorum', 'prove']);
    const result = await sandbox.json(UpResult, ['up', 'life']);
    expect(result.state).toBe('running');
    expect(result.proof).toMatchObject({
      roundTrip: true,
      sealedKey: true,
      plaintextOnDrives: false,
      control: true,
    });
    expect(await pids()).toEqual(before);
  });

  it('refuses other options and shows the difference', async () => {
    const error = await failure(['up', 'life', '--topology', 'distributed', '--sse', 'kms', '--kv', '2']);
    expect(error.code).toBe('conflict');
    expect(error.details?.['evidence']).toEqual([
      'topology: is standalone, asked distributed',
      'encryption: is sse-s3, asked sse-kms',
      'kv: is 1, asked 2',
    ]);
    expect(Object.keys(await pids())).toHaveLength(3);
  });

  it('keeps its data when it is stopped, and unseals when it is started', async () => {
    const stopped = await sandbox.json(LabSummary, ['down', 'life']);
    expect(stopped.status).toBe('stopped');
    expect(await sandbox.leftovers()).not.toContainEqual(expect.stringMatching(/^process/));
    const state = await sandbox.json(LabState, ['status', 'life']);
    expect(state.services.map((service) => service.state)).toEqual(['stopped', 'stopped', 'stopped']);
    expect((await sandbox.run(['down', 'life'])).code).toBe(0);
    await sandbox.json(UpResult, ['up', 'life']);
    expect(await content()).toBe(TEXT);
    expect(await failingRung()).toBeUndefined();
  });

  it('shows that Vault was sealed from outside, and offers what repairs it', async () => {
    await shell.out('vault operator seal');
    const rung = await failingRung();
    expect(rung).toMatchObject({ id: 'unsealed', action: 'vault.unseal', error: { code: 'vault-sealed' } });
    const repaired = await sandbox.json(ActionResult, ['action', 'run', 'life', rung?.action ?? '']);
    expect(repaired).toMatchObject({ verified: true, evidence: 'sealed: false' });
    expect((await failingRung())?.id).not.toBe('unsealed');
  });

  it('is brought back from a sealed Vault by `up` as well', async () => {
    await shell.out('vault operator seal');
    await sandbox.json(UpResult, ['up', 'life']);
    expect(await failingRung()).toBeUndefined();
    expect(await content()).toBe(TEXT);
  });

  it.each(['minio', 'kes', 'vault'])(
    'shows that %s was killed, and `up` starts only that',
    async (service) => {
      const before = await pids();
      process.kill(before[service] ?? 0, 'SIGKILL');
      const rung = await failingRung();
      expect(rung).toMatchObject({ id: 'processes', action: 'lab.up', evidence: '2 of 3' });
      expect(rung?.error?.message).toContain(service);
      expect(await sandbox.json(z.array(LabSummary), ['ls'])).toMatchObject([
        { name: 'life', status: 'partial' },
      ]);
      await sandbox.json(UpResult, ['up', 'life']);
      const after = await pids();
      expect({ ...after, [service]: 0 }).toEqual({ ...before, [service]: 0 });
      expect(after[service]).not.toBe(before[service]);
      expect(await content()).toBe(TEXT);
    },
  );

  it('is brought back where somebody deleted the AppRole that KES logs in with', async () => {
    await shell.out('VAULT_TOKEN="$(cat "$SEALAB_ROOT_TOKEN")" vault delete auth/approle/role/kes');
    process.kill((await pids())['kes'] ?? 0, 'SIGKILL');
    expect(await sandbox.json(UpResult, ['up', 'life'])).toMatchObject({ state: 'running' });
    expect(await content()).toBe(TEXT);
    expect(await failingRung()).toBeUndefined();
  });

  it('shows the last lines of a Vault that dies because its storage is damaged', async () => {
    await sandbox.json(LabSummary, ['down', 'life']);
    await writeFile(join(sandbox.labFolder('life'), 'data/vault/raft/raft.db'), 'this is no database');
    const error = await failure(['up', 'life']);
    expect(error).toMatchObject({ code: 'service-died', details: { service: 'vault' } });
    expect(String(error.details?.['evidence'])).toMatch(/raft|storage|invalid database/i);
    expect(await sandbox.leftovers()).not.toContainEqual(expect.stringMatching(/^process/));
  });

  it('is removed though it cannot start, and leaves nothing', async () => {
    const removed = await sandbox.run(['rm', 'life', '--yes']);
    expect(removed.code, describeOutcome(removed)).toBe(0);
    expect(await sandbox.leftovers()).toEqual([]);
  });
});

describe('a MinIO that cannot run', () => {
  /** A folder of programs in which minio is another one. */
  async function programsWith(
    name: string,
    makeMinio: (path: string) => Promise<void>,
  ): Promise<Record<string, string>> {
    const folder = join(sandbox.root, name);
    await mkdir(folder);
    const given = binariesFolder();
    if (given !== undefined) {
      for (const program of ['vault', 'kes']) await symlink(join(given, program), join(folder, program));
    }
    await makeMinio(join(folder, 'minio'));
    return { SEALAB_BINARIES: folder };
  }

  it('is shown with the lines that it printed before it died', async () => {
    const programs = await programsWith('dying', async (path) => await copyFile('/bin/ls', path));
    const error = await failure(['up', 'dying'], programs);
    expect(error).toMatchObject({ code: 'service-died', details: { service: 'minio' } });
    expect(String(error.details?.['evidence'])).toContain('unrecognized option');
    expect(error.fix).toBeDefined();
    expect(await sandbox.leftovers()).not.toContainEqual(expect.stringMatching(/^process/));
  });

  it('is refused where it is a script, which could not be told from another one later', async () => {
    const programs = await programsWith('script', async (path) => {
      await writeFile(path, '#!/bin/sh\necho no\nexit 1\n', { mode: 0o755 });
    });
    const error = await failure(['up', 'script'], programs);
    expect(error.code).toBe('service-died');
    expect(error.message).toMatch(/script/);
  });

  it('leaves labs that can be removed', async () => {
    for (const { name } of await sandbox.json(z.array(LabSummary), ['ls'])) {
      expect((await sandbox.run(['rm', name, '--yes'])).code).toBe(0);
    }
    expect(await sandbox.leftovers()).toEqual([]);
  });
});
