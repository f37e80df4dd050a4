import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { type LabState, LabSummary } from '#shared/contract/labs.ts';
import type { Progress } from '#shared/contract/progress.ts';
import { assemble, type Sealab } from '../../electron/assemble.ts';
import { describeOutcome, Sandbox } from './fixtures/sandbox.ts';
import { LabShell } from './fixtures/shell.ts';

const sandbox = new Sandbox();
const LabList = z.array(LabSummary);

afterAll(async () => {
  await sandbox.close();
});

describe('the client that every shell has', () => {
  let sealab: Sealab;

  beforeAll(async () => {
    for (const [name, value] of Object.entries(sandbox.own)) {
      if (name !== 'TMPDIR' && value !== undefined) vi.stubEnv(name, value);
    }
    sealab = await assemble();
  });

  it('reports progress that never goes back and ends with every step done', async () => {
    const seen: Progress[] = [];
    await sealab.client.run('labs.up', { name: 'one' }, { onProgress: (progress) => seen.push(progress) });
    const fractions = seen.map(({ fraction }) => fraction);
    expect(fractions).toEqual(fractions.toSorted((one, other) => one - other));
    expect(fractions.at(-1)).toBe(1);
    expect(seen.at(-1)?.steps.map(({ state }) => state)).toEqual(seen.at(-1)?.steps.map(() => 'done'));
  });

  it('reveals one secret at a time, and lists none', async () => {
    const listed = await sealab.client.ask('secrets.list', { lab: 'one' });
    const file = await readFile(join(sandbox.labFolder('one'), 'secrets.json'), 'utf8');
    expect(listed.length).toBeGreaterThan(6);
    for (const { id } of listed) {
      const { value } = await sealab.client.ask('secrets.reveal', { lab: 'one', id });
      expect(file).toContain(value);
      expect(JSON.stringify(listed)).not.toContain(value);
    }
  });

  it('is told within seconds that Vault was sealed behind its back', async () => {
    const shell = await LabShell.of(sandbox, 'one');
    const stop = new AbortController();
    const states: LabState[] = [];
    const following = sealab.client
      .follow('labs.state', { name: 'one' }, { signal: stop.signal, onValue: (state) => states.push(state) })
      .catch(() => undefined);
    await expect.poll(() => states.length).toBeGreaterThan(0);
    await shell.out('vault operator seal');
    const failing = (): string | undefined =>
      states.at(-1)?.ladder.find(({ state }) => state === 'failed')?.id;
    await expect.poll(failing, { timeout: 10_000 }).toBe('unsealed');
    stop.abort();
    await following;
    await sealab.client.run('labs.remove', { name: 'one' });
  });

  it('cancels what another window started, and a new lab leaves nothing', async () => {
    const cancelled = sealab.client
      .run(
        'labs.up',
        { name: 'two' },
        {
          onProgress: ({ steps }) => {
            if (!steps.some(({ id, state }) => id === 'initialise' && state === 'running')) return;
            const running = sealab.operations.snapshots.find(
              ({ lab, state }) => lab === 'two' && state === 'running',
            );
            if (running !== undefined) void sealab.client.ask('operations.cancel', { id: running.id });
          },
        },
      )
      .catch((thrown: unknown) => thrown);
    expect(await cancelled).toMatchObject({ code: 'cancelled' });
    // This process names the sandbox in its own variables.
    expect(await sandbox.leftovers()).toEqual([]);
  });
});

describe('`npm start`', () => {
  it('opens a page, brings up a lab, and Ctrl-C stops the lab and keeps its data', async () => {
    const page = sandbox.startPage(['page', '--no-open']);
    const url = await page.until(/(http:\/\/127\.0\.0\.1:\d+\/)/);
    expect((await fetch(url)).status).toBe(200);
    await page.until(/running and proven/);
    await page.until(/until you press Ctrl-C/);
    page.kill('SIGINT');
    const outcome = await page.ended;
    expect(outcome.code, describeOutcome(outcome)).toBe(130);
    expect(outcome.stdout).toContain('Stopped page; its data is kept.');
    expect(await sandbox.json(LabList, ['ls'])).toMatchObject([{ name: 'page', status: 'stopped' }]);
  });

  it('resumes that lab, and leaves it running with --keep', async () => {
    const page = sandbox.startPage(['page', '--no-open', '--keep']);
    await page.until(/until you press Ctrl-C/);
    page.kill('SIGINT');
    expect((await page.ended).code).toBe(130);
    expect(await sandbox.json(LabList, ['ls'])).toMatchObject([{ name: 'page', status: 'running' }]);
  });

  it('cancels a lab that is coming up when Ctrl-C comes early, and leaves nothing', async () => {
    expect((await sandbox.run(['rm', 'page', '--yes'])).code).toBe(0);
    const page = sandbox.startPage(['page', '--no-open']);
    await page.until(/✔ Start Vault/);
    page.kill('SIGINT');
    expect((await page.ended).code).toBe(130);
    expect(await sandbox.leftovers()).toEqual([]);
  });
});
