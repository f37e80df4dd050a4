import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awscli } from './fixtures/awscli.ts';
import { BuiltInKeyMinio, builtInKeyOf, freePort } from './fixtures/built-in-key-minio.ts';
import { decryptAll, type Inspection, inspect as inspectIn, stepOf } from './fixtures/inspections.ts';
import { BUCKET, type MadeObject, makeObjects, STANDALONE } from './fixtures/object-matrix.ts';
import { describeOutcome, Sandbox } from './fixtures/sandbox.ts';
import { LabShell } from './fixtures/shell.ts';

const LAB = 'one';
const sandbox = new Sandbox();
const aws = awscli();
/** Many runs of the command line, on a machine that may have other work. */
const LIMIT_MS = 300_000;

describe('sealab inspect of what a MinIO without KES wrote', () => {
  let minio: BuiltInKeyMinio | undefined;
  let made: readonly MadeObject[];
  let shell: LabShell;

  beforeAll(async () => {
    expect(aws.missing).toBeUndefined();
    const file = join(sandbox.root, 'lab.yaml');
    // No other lab takes a port so high while this one is stopped.
    await writeFile(
      file,
      `schema: 1\nname: ${LAB}\nengine: process\nports: { minio: ${await freePort()} }\n`,
    );
    const up = await sandbox.run(['up', LAB, '--file', file]);
    expect(up.code, describeOutcome(up)).toBe(0);
    shell = await LabShell.of(sandbox, LAB);
    expect((await sandbox.run(['down', LAB])).code).toBe(0);
    minio = await BuiltInKeyMinio.start(sandbox, LAB, shell);
    made = await makeObjects(shell, STANDALONE, {
      folder: join(sandbox.root, 'content'),
      awscli: aws.program,
    });
  }, LIMIT_MS);

  afterAll(async () => {
    await minio?.stop();
    await sandbox.run(['rm', LAB, '--yes']);
    await sandbox.close();
  });

  const keyOption = (): readonly string[] => ['--kms-secret-key-file', minio?.keyFile ?? ''];
  const inspect = async (path: string, options: readonly string[]): Promise<Inspection> =>
    await inspectIn(sandbox, { lab: LAB, path }, options);

  it(
    'decrypts every object to what was uploaded, while KES and Vault are stopped',
    async () => {
      expect(made.filter(({ mode }) => mode === 'sse-s3' || mode === 'sse-kms').length).toBeGreaterThan(15);
      expect(await decryptAll(sandbox, { lab: LAB, options: keyOption() }, made)).toEqual([]);
    },
    LIMIT_MS,
  );

  it('says that no KES was asked, and covers the key', async () => {
    const outcome = await sandbox.run(['inspect', LAB, `${BUCKET}/sse-s3/1.bin`, '--json', ...keyOption()]);
    const [, secret = ''] = builtInKeyOf('my-key').split(':');
    expect(outcome.stdout + outcome.stderr).not.toContain(secret);
    expect(outcome.stdout).not.toContain(Buffer.from(secret, 'base64').toString('hex'));
    const seen = await inspect(`${BUCKET}/sse-s3/1.bin`, keyOption());
    expect(stepOf(seen, 'data-key')).toMatchObject({ state: 'skipped' });
    expect(stepOf(seen, 'data-key-offline')).toMatchObject({ state: 'done' });
  });

  it('stops at KES where the key is not given: nobody else has it', async () => {
    const seen = await inspect(`${BUCKET}/sse-s3/1.bin`, []);
    expect(stepOf(seen, 'data-key')).toMatchObject({ state: 'failed', error: { code: 'kes-error' } });
    expect(stepOf(seen, 'data-key')?.evidence).toMatch(/^Nothing answers .*KES/);
    expect(stepOf(seen, 'data-key-offline')).toMatchObject({ state: 'not-reached' });
  });

  it('opens MinIO’s own configuration and a user, whose secret key it does not print', async () => {
    await shell.out('mc admin user add "$SEALAB_LAB" ann a-secret-of-ann');
    for (const path of ['config/config.json', 'config/iam/users/ann/identity.json']) {
      const outcome = await sandbox.run(['inspect', LAB, `.minio.sys/${path}`, '--json', ...keyOption()]);
      expect(outcome.code, describeOutcome(outcome)).toBe(0);
      expect(outcome.stdout).not.toContain('a-secret-of-ann');
    }
  });

  it.each([
    { name: 'other', word: 'another key', code: 'not-found' },
    { name: 'my-key', word: 'another key', code: 'unauthorized' },
  ])('stops at the data key with another key named $name', async ({ name, word, code }) => {
    const file = join(sandbox.root, 'other.key');
    await writeFile(file, builtInKeyOf(name, word));
    const seen = await inspect(`${BUCKET}/sse-kms/100.bin`, ['--kms-secret-key-file', file]);
    expect(stepOf(seen, 'data-key-offline')).toMatchObject({ state: 'failed', error: { code } });
    expect(stepOf(seen, 'object-key')).toMatchObject({ state: 'not-reached' });
    await rm(file);
  });

  it.each([
    ['my-key', /no colon/],
    ['my-key:c2hvcnQ=', /5 bytes, not 32/],
  ])('refuses a file that holds %s', async (content, message) => {
    const file = join(sandbox.root, 'wrong.key');
    await writeFile(file, content);
    const outcome = await sandbox.run([
      'inspect',
      LAB,
      `${BUCKET}/sse-s3/1.bin`,
      '--kms-secret-key-file',
      file,
    ]);
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toMatch(message);
    await rm(file);
  });
});
