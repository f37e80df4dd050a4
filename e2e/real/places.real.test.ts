import { execFileSync } from 'node:child_process';
import { copyFile, lstat, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ComponentView } from '#shared/contract/components.ts';
import { LabState, LabSummary, UpResult } from '#shared/contract/labs.ts';
import { walk } from './fixtures/files.ts';
import { programFile } from './fixtures/program-file.ts';
import { describeOutcome, REPOSITORY, Sandbox } from './fixtures/sandbox.ts';
import { LabShell } from './fixtures/shell.ts';

const PROVEN = { roundTrip: true, sealedKey: true, plaintextOnDrives: false, control: true };
const sandboxes: Sandbox[] = [];

afterAll(async () => {
  for (const sandbox of sandboxes) await sandbox.close();
});

describe('a home with spaces, quotes and other scripts in its path', () => {
  it('holds a lab through up, a shell, down, up and rm', async () => {
    const sandbox = new Sandbox({ homeName: `höme mit ☃ 'space" $HOME` });
    sandboxes.push(sandbox);
    const result = await sandbox.json(UpResult, ['up', 'odd', '--topology', 'distributed']);
    expect(result).toMatchObject({ state: 'running', proof: PROVEN });
    const shell = await LabShell.of(sandbox, 'odd');
    expect(await shell.out('printf %s "$SEALAB_LAB_FOLDER"')).toBe(sandbox.labFolder('odd'));
    await shell.out('mc mb odd/by-mc && printf %s text | mc pipe odd/by-mc/object');
    expect(await shell.out('kes key ls')).toContain('my-key');
    await shell.out('vault write sys/unseal key=@"$SEALAB_SHARES/1"');
    expect(await sandbox.json(LabSummary, ['down', 'odd'])).toMatchObject({ status: 'stopped' });
    await sandbox.json(UpResult, ['up', 'odd']);
    // Another program may have taken its ports meanwhile.
    expect(await (await LabShell.of(sandbox, 'odd')).out('mc cat odd/by-mc/object')).toBe('text');
    const state = await sandbox.json(LabState, ['status', 'odd']);
    expect(state.ladder.every((rung) => rung.state === 'ok')).toBe(true);
    const removed = await sandbox.run(['rm', 'odd', '--yes']);
    expect(removed.code, describeOutcome(removed)).toBe(0);
    expect(await sandbox.leftovers()).toEqual([]);
  });
});

/** `nobody` on every Linux. */
const NOBODY = { uid: 65_534, gid: 65_534 };

/** Why no other user can run this repository here; undefined where one can. */
function noOtherUser(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root can act for another user';
  try {
    execFileSync(process.execPath, [programFile('cli'), '--help'], {
      cwd: REPOSITORY,
      stdio: 'pipe',
      ...NOBODY,
    });
    return undefined;
  } catch (thrown) {
    return `nobody cannot run ${REPOSITORY}: ${String(thrown).slice(0, 200)}`;
  }
}

describe('a user who is not root', () => {
  it('brings up, uses and removes a lab in a home of their own', async ({ skip }) => {
    const reason = noOtherUser();
    skip(reason !== undefined, reason);
    const asRoot = new Sandbox();
    sandboxes.push(asRoot);
    const programs = join(asRoot.root, 'programs');
    await mkdir(programs, { mode: 0o755 });
    execFileSync('chmod', ['755', asRoot.root]);
    const components = await asRoot.json(z.array(ComponentView), ['provision', 'vault', 'kes', 'minio']);
    for (const { component, isDefault, path } of components) {
      if (!isDefault || path === undefined || !['vault', 'kes', 'minio'].includes(component)) continue;
      await copyFile(path, join(programs, component));
      execFileSync('chmod', ['755', join(programs, component)]);
    }
    const sandbox = new Sandbox({
      user: NOBODY,
      homeName: 'höme of nobody',
      variables: { SEALAB_BINARIES: programs },
    });
    sandboxes.push(sandbox);
    const up = await sandbox.run(['up', 'mine', '--json']);
    expect(up.code, describeOutcome(up)).toBe(0);
    expect(UpResult.parse(JSON.parse(up.stdout))).toMatchObject({ state: 'running', proof: PROVEN });
    for (const { path } of await walk(sandbox.home)) {
      expect((await lstat(join(sandbox.home, path))).uid, path).toBe(NOBODY.uid);
    }
    expect(await sandbox.json(LabSummary, ['down', 'mine'])).toMatchObject({ status: 'stopped' });
    await sandbox.json(UpResult, ['up', 'mine']);
    const removed = await sandbox.run(['rm', 'mine', '--yes']);
    expect(removed.code, describeOutcome(removed)).toBe(0);
    expect(await sandbox.leftovers()).toEqual([]);
  });

  it('is told which folder the system refuses', async ({ skip }) => {
    const reason = noOtherUser();
    skip(reason !== undefined, reason);
    const sandbox = new Sandbox({ user: NOBODY });
    sandboxes.push(sandbox);
    await mkdir(sandbox.home, { mode: 0o700 });
    await writeFile(join(sandbox.home, 'of-root'), '');
    const up = await sandbox.run(['up', 'mine', '--json']);
    expect(up.code, describeOutcome(up)).toBe(1);
    expect(JSON.parse(up.stdout)).toMatchObject({ error: { code: 'permission-denied' } });
    expect(up.stderr).toContain(sandbox.home);
    execFileSync('rm', ['-r', sandbox.home]);
  });
});
