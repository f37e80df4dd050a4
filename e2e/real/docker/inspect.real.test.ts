import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { UpResult } from '#shared/contract/labs.ts';
import { awscli } from '../fixtures/awscli.ts';
import { decryptAll, inspect, stepOf } from '../fixtures/inspections.ts';
import { BUCKET, DISTRIBUTED, type MadeObject, makeObjects } from '../fixtures/object-matrix.ts';
import { LabShell } from '../fixtures/shell.ts';
import { describeOnDocker } from './fixtures/docker-here.ts';
import { DockerSandbox } from './fixtures/docker-sandbox.ts';

const sandbox = new DockerSandbox();
const aws = awscli();
/** What writes the data keys: one of KES 0.23 has an id of the key in it. */
const LABS = [
  { lab: 'four', kes: '0.24.0', hasKeyId: false },
  { lab: 'old', kes: '0.23.0', hasKeyId: true },
] as const;
// An older KES is there in the full tier only.
const labs = process.env['SEALAB_TEST_TIER'] === 'full' ? LABS : LABS.slice(0, 1);

afterAll(async () => {
  await sandbox.close();
});

for (const { lab, kes, hasKeyId } of labs) {
  describeOnDocker(`sealab inspect of a lab on Docker with KES ${kes}`, () => {
    let made: readonly MadeObject[];

    beforeAll(async () => {
      expect(aws.missing).toBeUndefined();
      const file = join(sandbox.root, `${lab}.yaml`);
      await writeFile(
        file,
        `schema: 1\nname: ${lab}\nengine: docker\ntopology: distributed\nversions: { kes: "${kes}" }\n`,
      );
      await sandbox.json(UpResult, ['up', lab, '--file', file]);
      const folder = join(sandbox.root, 'content');
      made = await makeObjects(await LabShell.of(sandbox, lab), DISTRIBUTED, {
        folder,
        awscli: aws.program,
      });
      await rm(folder, { recursive: true });
    });

    afterAll(async () => {
      await sandbox.run(['rm', lab, '--yes']);
    });

    it('decrypts every object from the volumes to what was uploaded', async () => {
      expect(await decryptAll(sandbox, { lab }, made)).toEqual([]);
    });

    it('reconstructs an object without two of the four drives', async () => {
      const [object] = made.filter(({ key }) => key === 'sse-s3/3000000.bin');
      const seen = await inspect(sandbox, { lab, path: `${BUCKET}/sse-s3/3000000.bin` }, [
        '--without',
        'minio2,minio4',
      ]);
      expect(seen.plaintextSha256).toBe(object?.sha256);
      expect(stepOf(seen, 'shards')?.state).toBe('done');
      const parts = stepOf(seen, 'kms-ciphertext')?.output.map(({ name }) => name) ?? [];
      expect(parts.includes('id of the KES key')).toBe(hasKeyId);
    });
  });
}
