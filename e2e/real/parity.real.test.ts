import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ActionResult, ActionView } from '#shared/contract/actions.ts';
import { UpResult } from '#shared/contract/labs.ts';
import { Sandbox } from './fixtures/sandbox.ts';
import { LabShell } from './fixtures/shell.ts';

/** One action with the input that the test gives it; the next one starts from the state that this one leaves. */
interface Case {
  readonly action: string;
  readonly input: Readonly<Record<string, string>>;
  /** What the servers must say afterwards, in both labs. */
  readonly shows: object;
}

const OBJECT = `a 'quoted' $HOME \\name\u{1F511}.txt`;
const TEXT = `It's "plain" $(text) \\n\nand a second line`;

/** Every action that there is, in an order in which each finds what it needs. A new action needs a line here. */
const CASES: readonly Case[] = [
  { action: 'key.create', input: { key: 'second_key' }, shows: { keys: ['my-key', 'second_key'] } },
  {
    action: 'bucket.create',
    input: { bucket: 'parity' },
    shows: { bucketIsThere: true, encryption: 'none' },
  },
  {
    action: 'bucket.encryption.set',
    input: { bucket: 'parity', encryption: 'sse-kms', key: 'second_key' },
    shows: { encryption: 'aws:kms second_key' },
  },
  {
    action: 'bucket.encryption.set',
    input: { bucket: 'parity', encryption: 'sse-kms' },
    shows: { encryption: 'aws:kms my-key' },
  },
  {
    action: 'bucket.encryption.set',
    input: { bucket: 'parity', encryption: 'sse-s3' },
    shows: { encryption: 'AES256' },
  },
  {
    action: 'object.put',
    input: { bucket: 'parity', object: OBJECT, text: TEXT },
    shows: { content: TEXT, objectEncryption: 'AES256' },
  },
  {
    action: 'object.get',
    input: { bucket: 'parity', object: OBJECT },
    shows: { content: TEXT, objectEncryption: 'AES256' },
  },
  { action: 'bucket.encryption.clear', input: { bucket: 'parity' }, shows: { encryption: 'none' } },
  {
    action: 'object.put',
    input: { bucket: 'parity', object: OBJECT, text: TEXT },
    shows: { content: TEXT, objectEncryption: undefined },
  },
  {
    action: 'object.encrypt',
    input: { bucket: 'parity', object: OBJECT, encryption: 'sse-s3' },
    shows: { content: TEXT, objectEncryption: 'AES256' },
  },
  {
    action: 'object.rewrap',
    input: { bucket: 'parity', object: OBJECT, encryption: 'sse-s3' },
    shows: { content: TEXT, objectEncryption: 'AES256' },
  },
  {
    action: 'object.copy-onto-itself',
    input: { bucket: 'parity', object: OBJECT, encryption: 'sse-kms', key: 'second_key' },
    shows: { content: TEXT, objectEncryption: 'aws:kms', objectKey: 'second_key' },
  },
  {
    action: 'object.rewrap',
    input: { bucket: 'parity', object: OBJECT, encryption: 'sse-kms' },
    shows: { content: TEXT, objectEncryption: 'aws:kms', objectKey: 'my-key' },
  },
  {
    action: 'object.rewrap',
    input: { bucket: 'parity', object: OBJECT, encryption: 'sse-kms', key: 'second_key' },
    shows: { content: TEXT, objectEncryption: 'aws:kms', objectKey: 'second_key' },
  },
  { action: 'customer-key.create', input: { name: 'carol' }, shows: { customerKeys: 'carol\n' } },
  { action: 'customer-key.remove', input: { name: 'carol' }, shows: { customerKeys: '' } },
  { action: 'bucket.create', input: { bucket: 'gone' }, shows: { gone: { versioning: '', entries: 0 } } },
  {
    action: 'bucket.versioning.set',
    input: { bucket: 'gone', versioning: 'enabled' },
    shows: { gone: { versioning: 'Enabled', entries: 0 } },
  },
  {
    action: 'bucket.versioning.set',
    input: { bucket: 'gone', versioning: 'suspended' },
    shows: { gone: { versioning: 'Suspended', entries: 0 } },
  },
  {
    action: 'object.put',
    input: { bucket: 'gone', object: 'a b', text: 'a' },
    shows: { gone: { versioning: 'Suspended', entries: 1 } },
  },
  // A version of its own gets no name that two labs share; in a suspended bucket the marker is `null`.
  {
    action: 'object.delete',
    input: { bucket: 'gone', object: 'a b' },
    shows: { gone: { versioning: 'Suspended', entries: 1, latest: 'a marker' } },
  },
  {
    action: 'object.delete',
    input: { bucket: 'gone', object: 'a b', version: 'null' },
    shows: { gone: { versioning: 'Suspended', entries: 0 } },
  },
  { action: 'bucket.delete', input: { bucket: 'gone' }, shows: { gone: 'no bucket' } },
  { action: 'vault.seal', input: {}, shows: { sealed: true } },
  { action: 'vault.unseal', input: {}, shows: { sealed: false } },
  { action: 'lab.down', input: {}, shows: { runs: false } },
  { action: 'lab.up', input: {}, shows: { runs: true, sealed: false, content: TEXT } },
  { action: 'lab.prove', input: {}, shows: { runs: true, sealed: false, content: TEXT } },
  { action: 'lab.remove', input: {}, shows: { exists: false } },
];

const VaultStatus = z.object({ sealed: z.boolean() });
const EncryptionState = z.object({
  encryption: z.object({ algorithm: z.string().optional(), keyId: z.string().optional() }).optional(),
});
const ObjectState = z.object({ size: z.number(), metadata: z.record(z.string(), z.string()).optional() });

const Versioning = z.object({ versioning: z.object({ status: z.string() }) });

/** What vault, kes and mc see of a lab. */
async function look(shell: LabShell, lab: string): Promise<object> {
  if (!existsSync(sandbox.labFolder(lab))) return { exists: false };
  const vault = await shell.run('vault status -format=json');
  // 2 is sealed, 1 is no answer.
  if (vault.code === 1) return { exists: true, runs: false };
  const { sealed } = VaultStatus.parse(JSON.parse(vault.stdout));
  const keys = sealed ? 'not listed while Vault is sealed' : await listKeys(shell);
  const bucketIsThere = (await shell.run(`mc ls ${lab}/parity`)).code === 0;
  const bucket = EncryptionState.parse(
    await parsed(shell, `mc encrypt info --json ${lab}/parity`),
  ).encryption;
  const encryption = [
    bucket?.algorithm ?? 'none',
    ...(bucket?.keyId === undefined ? [] : [bucket.keyId]),
  ].join(' ');
  const quoted = `'${`${lab}/parity/${OBJECT}`.replaceAll("'", `'\\''`)}'`;
  const stat = ObjectState.safeParse(await parsed(shell, `mc stat --json ${quoted}`)).data;
  const objectEncryption = stat?.metadata?.['X-Amz-Server-Side-Encryption'];
  const objectKey = stat?.metadata?.['X-Amz-Server-Side-Encryption-Aws-Kms-Key-Id']?.replace(
    'arn:aws:kms:',
    '',
  );
  const customerKeys = (await shell.run('ls "$SEALAB_CUSTOMER_KEYS" 2>/dev/null')).stdout;
  const content = sealed || stat === undefined ? undefined : await shell.out(`mc cat ${quoted}`);
  const object = { objectEncryption, objectKey, content };
  return { exists: true, runs: true, sealed, keys, bucketIsThere, encryption, customerKeys, ...object };
}

/** The bucket that is removed again: its versioning, and what is in it. */
async function lookAtGone(shell: LabShell, lab: string): Promise<unknown> {
  if ((await shell.run(`mc ls ${lab}/gone`)).code !== 0) return 'no bucket';
  const info = Versioning.parse(await parsed(shell, `mc version info --json ${lab}/gone`));
  const { stdout } = await shell.run(`mc ls --versions --json ${lab}/gone`);
  const entries = stdout.split('\n').filter((line) => line !== '');
  const latest = entries[0]?.includes('"isDeleteMarker":true') === true ? { latest: 'a marker' } : {};
  return { versioning: info.versioning.status, entries: entries.length, ...latest };
}

async function parsed(shell: LabShell, line: string): Promise<unknown> {
  const { stdout } = await shell.run(line);
  return JSON.parse(stdout.split('\n')[0] ?? '');
}

/** KES finds out within 10 s that Vault is unsealed again. Its `--json` prints a table behind the JSON. */
async function listKeys(shell: LabShell): Promise<readonly string[]> {
  for (let attempt = 1; ; attempt += 1) {
    const { code, stdout, stderr } = await shell.run('kes key ls --json');
    if (code === 0) return z.array(z.string()).parse(JSON.parse(stdout.split('\n')[0] ?? ''));
    if (attempt === 60) throw new Error(stderr);
    await delay(250);
  }
}

const sandbox = new Sandbox();
let byAction: LabShell;
let byCommand: LabShell;

/** Runs the lines that the action prints in the other lab; returns what the last one prints. */
async function runByCommands(action: string, pairs: readonly string[]): Promise<string> {
  const { commands } = await sandbox.json(ActionView, ['action', 'describe', 'by-command', action, ...pairs]);
  expect(commands.length).toBeGreaterThan(0);
  let printed = '';
  for (const command of commands) printed = await byCommand.out(command);
  return printed;
}

async function lookAtBoth(shows: object): Promise<readonly [object, object]> {
  const lookAt = async (shell: LabShell, lab: string): Promise<object> =>
    'gone' in shows ? { gone: await lookAtGone(shell, lab) } : await look(shell, lab);
  return await Promise.all([lookAt(byAction, 'by-action'), lookAt(byCommand, 'by-command')]);
}

beforeAll(async () => {
  await Promise.all(
    ['by-action', 'by-command'].map(async (lab) => await sandbox.json(UpResult, ['up', lab])),
  );
  byAction = await LabShell.of(sandbox, 'by-action');
  byCommand = await LabShell.of(sandbox, 'by-command');
});

afterAll(async () => {
  await sandbox.close();
});

describe('actions and the commands that they print', () => {
  it('are all in the table of this test', async () => {
    const listed = await sandbox.json(z.array(z.object({ id: z.string(), title: z.string() })), [
      'action',
      'ls',
    ]);
    expect(new Set(CASES.map(({ action }) => action))).toEqual(new Set(listed.map(({ id }) => id)));
  });

  it.each(CASES)('$action $input does the same both ways', async ({ action, input, shows }) => {
    const pairs = Object.entries(input).map(([name, value]) => `${name}=${value}`);
    const [done, printed] = await Promise.all([
      sandbox.json(ActionResult, ['action', 'run', 'by-action', action, ...pairs]),
      runByCommands(action, pairs),
    ]);
    expect(done.verified).toBe(true);

    const [seen, seenByCommand] = await lookAtBoth(shows);
    expect(seen).toMatchObject(shows);
    expect(seenByCommand).toEqual(seen);
    if (action === 'object.get') {
      expect(done.evidence).toContain(createHash('sha256').update(printed).digest('hex'));
    }
  });
});
