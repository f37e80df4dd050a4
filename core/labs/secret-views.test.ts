import { describe, expect, it } from 'vitest';
import { FakeMachineRun } from '../testing/fake-runs.ts';
import { JOURNAL_FILE } from './journal.ts';
import { listSecrets, revealSecret } from './secret-views.ts';

const raw = import.meta.glob<string>('/compose/**', { query: '?raw', import: 'default', eager: true });
const files = Object.fromEntries(Object.entries(raw).map(([path, text]) => [path.slice(1), text]));

const ID = 'minio-root-password';

async function labWithSecrets(): Promise<FakeMachineRun> {
  const run = new FakeMachineRun(files);
  await run.up({ name: 'first' });
  return run;
}

async function notesOf(run: FakeMachineRun): Promise<readonly string[]> {
  const journal = (await run.world.store.folder('first').read(JOURNAL_FILE)) ?? '';
  return journal.split('\n').filter((line) => line.includes('"note"'));
}

describe('a secret', () => {
  it('is listed with its length only', async () => {
    const run = await labWithSecrets();
    const listed = await listSecrets(run.ports, 'first');
    expect(listed.find(({ id }) => id === ID)).toEqual({
      id: ID,
      title: 'MinIO password of sealab-admin',
      length: 48,
    });
    const { value } = await revealSecret(run.ports, 'first', ID);
    expect(JSON.stringify(listed)).not.toContain(value);
  });

  it('that is revealed is noted without its value', async () => {
    const run = await labWithSecrets();
    const { value, coverAfterSeconds } = await revealSecret(run.ports, 'first', ID);
    expect(coverAfterSeconds).toBe(30);
    const notes = await notesOf(run);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain(`revealed ${ID}`);
    expect(notes.join('\n')).not.toContain(value);
  });

  it('is not revealed while the screen is shared, and is again afterwards', async () => {
    const run = await labWithSecrets();
    await run.ports.settings.change({ sharedScreen: true });
    await expect(revealSecret(run.ports, 'first', ID)).rejects.toMatchObject({
      code: 'permission-denied',
      fix: expect.stringContaining('Leave shared-screen mode'),
    });
    expect(await notesOf(run)).toEqual([]);
    expect(await listSecrets(run.ports, 'first')).not.toEqual([]);
    await run.ports.settings.change({ sharedScreen: false });
    expect((await revealSecret(run.ports, 'first', ID)).value).toHaveLength(48);
  });

  it('of another name is not found', async () => {
    const run = await labWithSecrets();
    await expect(revealSecret(run.ports, 'first', 'share-9')).rejects.toMatchObject({ code: 'not-found' });
  });
});
