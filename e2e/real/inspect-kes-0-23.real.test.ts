import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awscli } from './fixtures/awscli.ts';
import { decryptAll, inspect, stepOf } from './fixtures/inspections.ts';
import { DISTRIBUTED, type MadeObject, makeObjects, STANDALONE } from './fixtures/object-matrix.ts';
import { describeOutcome, Sandbox } from './fixtures/sandbox.ts';
import { LabShell } from './fixtures/shell.ts';

const sandbox = new Sandbox();
const aws = awscli();
/** Many runs of the command line, on a machine that may have other work. */
const LIMIT_MS = 300_000;

/** Labs as a person asks for them who has to reproduce an old set-up: with a lab.yaml. */
const LABS = [
  { lab: 'one', objects: STANDALONE, options: 'topology: standalone\nencryption: sse-s3\nkv: 1\n' },
  { lab: 'four', objects: DISTRIBUTED, options: 'topology: distributed\nencryption: sse-kms\nkv: 2\n' },
] as const;

afterAll(async () => {
  await sandbox.close();
});

describe.each(LABS)('sealab inspect of lab $lab with KES 0.23', ({ lab, objects, options }) => {
  let made: readonly MadeObject[];
  let shell: LabShell;

  beforeAll(async () => {
    expect(aws.missing).toBeUndefined();
    const file = join(sandbox.root, `${lab}.yaml`);
    await writeFile(
      file,
      `schema: 1\nname: ${lab}\nengine: process\n${options}versions: { kes: "0.23.0" }\n`,
    );
    // Where SEALAB_TEST_BINARIES has no kes-0.23.0, it is built here, as for anybody.
    const up = await sandbox.run(['up', lab, '--file', file]);
    expect(up.code, describeOutcome(up)).toBe(0);
    shell = await LabShell.of(sandbox, lab);
    made = await makeObjects(shell, objects, {
      folder: join(sandbox.root, `content-${lab}`),
      awscli: aws.program,
    });
  }, LIMIT_MS);

  afterAll(async () => {
    await sandbox.run(['rm', lab, '--yes']);
  });

  it(
    'decrypts every object to what was uploaded',
    async () => {
      expect(await decryptAll(sandbox, { lab }, made)).toEqual([]);
    },
    LIMIT_MS,
  );

  it('reads the data key and the KES key in the forms of KES 0.23, and opens it both ways', async () => {
    const encrypted = made.filter(({ mode }) => mode === 'sse-s3' || mode === 'sse-kms');
    for (const { bucket, key } of encrypted.slice(0, 3)) {
      const seen = await inspect(sandbox, { lab, path: `${bucket}/${key}` });
      const parts = stepOf(seen, 'kms-ciphertext')?.output ?? [];
      expect(parts.map(({ name }) => name)).toContain('id of the KES key');
      expect(stepOf(seen, 'data-key')).toMatchObject({ state: 'done' });
      expect(stepOf(seen, 'data-key-offline')).toMatchObject({ state: 'done' });
    }
    const stored = await shell.out('vault kv get -format=json kv/my-key');
    expect(stored).toMatch(/\\"bytes\\":/);
  });
});
