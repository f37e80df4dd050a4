import { rm } from 'node:fs/promises';
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

describeOnDocker('sealab inspect of a lab on Docker', () => {
  let made: readonly MadeObject[];

  beforeAll(async () => {
    expect(aws.missing).toBeUndefined();
    await sandbox.json(UpResult, ['up', 'four', '--engine', 'docker', '--topology', 'distributed']);
    const folder = join(sandbox.root, 'content');
    made = await makeObjects(await LabShell.of(sandbox, 'four'), DISTRIBUTED, {
      folder,
      awscli: aws.program,
    });
    await rm(folder, { recursive: true });
  });

  afterAll(async () => {
    await sandbox.run(['rm', 'four', '--yes']);
    await sandbox.close();
  });

  it('decrypts every object from the volumes to what was uploaded', async () => {
    expect(await decryptAll(sandbox, { lab: 'four' }, made)).toEqual([]);
  });

  it('reconstructs an object without two of the four drives', async () => {
    const [object] = made.filter(({ key }) => key === 'sse-s3/3000000.bin');
    const seen = await inspect(sandbox, { lab: 'four', path: `${BUCKET}/sse-s3/3000000.bin` }, [
      '--without',
      'minio2,minio4',
    ]);
    expect(seen.plaintextSha256).toBe(object?.sha256);
    expect(stepOf(seen, 'shards')?.state).toBe('done');
  });
});
