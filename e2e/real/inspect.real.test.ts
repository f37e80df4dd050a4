import { createHash } from 'node:crypto';
import { copyFile, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { awscli } from './fixtures/awscli.ts';
import { walk } from './fixtures/files.ts';
import { decryptAll, type Inspection, inspect as inspectIn, stepOf } from './fixtures/inspections.ts';
import {
  BUCKET,
  DISTRIBUTED,
  type MadeObject,
  makeObjects,
  makeVersions,
  STANDALONE,
} from './fixtures/object-matrix.ts';
import { describeOutcome, Sandbox } from './fixtures/sandbox.ts';
import { LabShell } from './fixtures/shell.ts';

const sandbox = new Sandbox();
const aws = awscli();

beforeAll(async () => {
  const [one, four] = await Promise.all([
    sandbox.run(['up', 'one', '--engine', 'process']),
    sandbox.run([
      'up',
      'four',
      '--engine',
      'process',
      '--topology',
      'distributed',
      '--sse',
      'kms',
      '--kv',
      '2',
    ]),
  ]);
  expect([one.code, four.code], describeOutcome(four)).toEqual([0, 0]);
});

afterAll(async () => {
  for (const lab of ['one', 'four']) await sandbox.run(['rm', lab, '--yes']);
  await rm(join(sandbox.root, 'content'), { recursive: true, force: true });
  await sandbox.close();
});

const inspect = async (lab: string, path: string, options: readonly string[] = []): Promise<Inspection> =>
  await inspectIn(sandbox, { lab, path }, options);

describe('sealab inspect', () => {
  let standalone: readonly MadeObject[];
  let distributed: readonly MadeObject[];
  let shells: { readonly one: LabShell; readonly four: LabShell };

  beforeAll(async () => {
    expect(aws.missing).toBeUndefined();
    shells = { one: await LabShell.of(sandbox, 'one'), four: await LabShell.of(sandbox, 'four') };
    const place = (name: string): { folder: string; awscli: string } => ({
      folder: join(sandbox.root, 'content', name),
      awscli: aws.program,
    });
    [standalone, distributed] = await Promise.all([
      makeObjects(shells.one, STANDALONE, place('one')),
      makeObjects(shells.four, DISTRIBUTED, place('four')),
    ]);
    await makeVersions(shells.one);
  });

  it('decrypts every object of one drive to what was uploaded', async () => {
    expect(standalone.length + distributed.length).toBeGreaterThanOrEqual(40);
    expect(await decryptAll(sandbox, { lab: 'one' }, standalone)).toEqual([]);
  });

  it('decrypts every object of four drives to what was uploaded', async () => {
    expect(await decryptAll(sandbox, { lab: 'four' }, distributed)).toEqual([]);
  });

  it('opens each version by its id, and tells of a delete marker that it has no bytes', async () => {
    const marker = await inspect('one', 'versioned/key');
    expect(marker.ok).toBe(false);
    expect(stepOf(marker, 'version')).toMatchObject({ state: 'failed', error: { code: 'not-found' } });
    expect(stepOf(marker, 'version')?.evidence).toContain('delete marker');
    const versions = z
      .object({ Versions: z.array(z.object({ VersionId: z.string(), Size: z.number() })) })
      .parse(
        JSON.parse(
          await shells.one.out(
            `${aws.program} --endpoint-url "$AWS_ENDPOINT_URL" s3api list-object-versions --bucket versioned --output json`,
          ),
        ),
      ).Versions;
    expect(versions.map(({ Size }) => Size)).toEqual([6, 3]);
    for (const { VersionId, Size } of versions) {
      const seen = await inspect('one', 'versioned/key', ['--version', VersionId]);
      const text = Size === 3 ? 'one' : 'second';
      expect(seen.plaintextSha256).toBe(createHash('sha256').update(text).digest('hex'));
    }
  });

  it('opens MinIO’s own configuration and says that it was bound to its path', async () => {
    const seen = await inspect('one', '.minio.sys/config/config.json');
    expect(seen.ok).toBe(true);
    expect(stepOf(seen, 'context')?.output[0]?.value).toBe('{".minio.sys":".minio.sys/config/config.json"}');
    expect(stepOf(seen, 'object-key')?.state).toBe('skipped');
  });

  it('covers every secret value, and prints none', async () => {
    const outcome = await sandbox.run(['inspect', 'one', `${BUCKET}/sse-s3/1.bin`, '--json']);
    const covered = [...outcome.stdout.matchAll(/"value": "\[secret\]"/g)];
    expect(covered.length).toBeGreaterThanOrEqual(8);
    for (const name of ['data key', 'object key', 'key encryption key']) {
      expect(outcome.stdout).toMatch(new RegExp(`"name": "${name}",[^}]*"value": "\\[secret\\]"`));
      expect(outcome.stdout).not.toMatch(new RegExp(`"name": "${name}",[^}]*"value": "[0-9a-f]{64}"`));
    }
  });

  it('never writes over a file', async () => {
    const file = join(sandbox.root, 'mine.txt');
    await writeFile(file, 'mine');
    const outcome = await sandbox.run([
      'inspect',
      'one',
      `${BUCKET}/sse-s3/1.bin`,
      '--decrypt',
      file,
      '--json',
    ]);
    expect(outcome.code).toBe(1);
    expect(JSON.parse(outcome.stdout)).toMatchObject({ error: { code: 'conflict' } });
    expect(await readFile(file, 'utf8')).toBe('mine');
    await rm(file);
  });

  it.each([
    ['bucket without key', 'onlybucket', 2],
    ['an object that is not there', `${BUCKET}/nothing`, 1],
    ['a way out of the drive', `${BUCKET}/../../../../etc/passwd`, 2],
  ])('refuses %s', async (_what, object, code) => {
    expect((await sandbox.run(['inspect', 'one', object])).code).toBe(code);
  });

  it('asks for the right customer key, and tells a wrong one', async () => {
    const none = await inspect('one', `${BUCKET}/sse-c/5.bin`);
    expect(stepOf(none, 'kek')).toMatchObject({ state: 'failed', error: { code: 'not-found' } });
    const wrong = join(sandbox.root, 'wrong.key');
    await writeFile(wrong, Buffer.alloc(32, 7).toString('base64'));
    const other = await inspect('one', `${BUCKET}/sse-c/5.bin`, ['--customer-key-file', wrong]);
    expect(stepOf(other, 'object-key')).toMatchObject({ state: 'failed', error: { code: 'unauthorized' } });
    await rm(wrong);
  });

  describe('with drives that lost something', () => {
    const OBJECT = 'sse-s3/3000000.bin';
    const drive = (node: string): string => join(sandbox.labFolder('four'), 'data', node);
    const shaOf = (): string => distributed.find(({ key }) => key === OBJECT)?.sha256 ?? '';

    it('reconstructs an object whose files two of four drives have lost, and says so', async () => {
      for (const node of ['minio1', 'minio3'])
        await rm(join(drive(node), BUCKET, OBJECT), { recursive: true });
      const seen = await inspect('four', `${BUCKET}/${OBJECT}`);
      expect(seen.plaintextSha256).toBe(shaOf());
    });

    it('says why it cannot when a third one is gone', async () => {
      await rm(join(drive('minio4'), BUCKET, OBJECT), { recursive: true });
      const seen = await inspect('four', `${BUCKET}/${OBJECT}`);
      expect(seen.ok).toBe(false);
      const failed = seen.findings.find(({ state }) => state === 'failed');
      expect(failed?.evidence).toMatch(/1 (?:of 4 drives|there, 2 needed)/);
    });

    it('reconstructs the chunks that a drive has changed, and names them', async () => {
      const other = 'sse-kms/2097152.bin';
      const damaged: string[] = [];
      for (const node of ['minio1', 'minio2']) {
        const [part] = (await walk(join(drive(node), BUCKET, other))).filter(({ path }) =>
          path.endsWith('part.1'),
        );
        if (part === undefined) throw new Error(`${node} has no part of ${other}`);
        await flip(join(drive(node), BUCKET, other, part.path), 100);
        damaged.push(node);
      }
      const seen = await inspect('four', `${BUCKET}/${other}`);
      expect(seen.plaintextSha256).toBe(distributed.find(({ key }) => key === other)?.sha256);
      const bad = stepOf(seen, 'bitrot')?.output.find(({ name }) => name.startsWith('chunks'))?.value;
      for (const node of damaged) expect(bad).toContain(`${node}, part 1, block 1`);
    });
  });

  describe('of an object that somebody has changed on its one drive', () => {
    const folder = (): string => join(sandbox.labFolder('one'), 'data', 'minio', BUCKET);

    it('names the chunk whose bitrot hash is wrong', async () => {
      const [part] = (await walk(join(folder(), 'sse-s3/1048576.bin'))).filter(({ path }) =>
        path.endsWith('part.1'),
      );
      await flip(join(folder(), 'sse-s3/1048576.bin', part?.path ?? ''), 5000);
      const seen = await inspect('one', `${BUCKET}/sse-s3/1048576.bin`);
      expect(seen.ok).toBe(false);
      expect(seen.findings.find(({ state }) => state === 'failed')?.evidence).toMatch(/bitrot|usable/);
    });

    it('notices metadata whose checksum is wrong', async () => {
      await flip(join(folder(), 'sse-s3/1048577.bin', 'xl.meta'), 60);
      const outcome = await sandbox.run(['inspect', 'one', `${BUCKET}/sse-s3/1048577.bin`, '--json']);
      expect(outcome.code).toBe(1);
      expect(outcome.stdout).toMatch(/checksum|damaged/);
    });

    it('sees at KES that its files were copied from another object', async () => {
      await copyTree(join(folder(), 'sse-s3/65537.bin'), join(folder(), 'sse-s3/copied.bin'));
      const seen = await inspect('one', `${BUCKET}/sse-s3/copied.bin`);
      expect(stepOf(seen, 'data-key')).toMatchObject({ state: 'failed', error: { code: 'kes-error' } });
    });
  });

  it('stops at the data key when Vault is sealed and KES has forgotten the key', async () => {
    expect((await sandbox.run(['action', 'run', 'one', 'vault.seal'])).code).toBe(0);
    let seen = await inspect('one', `${BUCKET}/sse-s3/1.bin`);
    // KES forgets at the latest 20 s after it has seen that Vault is sealed.
    for (let tries = 0; tries < 30 && seen.ok; tries += 1) {
      expect(stepOf(seen, 'data-key-offline')).toMatchObject({ state: 'skipped' });
      await new Promise((resolve) => setTimeout(resolve, 1000));
      seen = await inspect('one', `${BUCKET}/sse-s3/1.bin`);
    }
    const failed = stepOf(seen, 'data-key');
    expect(failed).toMatchObject({ state: 'failed' });
    expect(failed?.evidence).toMatch(/KES/);
    expect(stepOf(seen, 'object-key')).toMatchObject({ state: 'not-reached' });
    expect((await sandbox.run(['action', 'run', 'one', 'vault.unseal'])).code).toBe(0);
  });
});

async function flip(path: string, at: number): Promise<void> {
  await using file = await open(path, 'r+');
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, at);
  byte[0] = (byte[0] ?? 0) ^ 1;
  await file.write(byte, 0, 1, at);
}

async function copyTree(from: string, to: string): Promise<void> {
  const { mkdir } = await import('node:fs/promises');
  await mkdir(to, { recursive: true });
  for (const { path, isFolder } of await walk(from)) {
    if (isFolder) await mkdir(join(to, path), { recursive: true });
    else await copyFile(join(from, path), join(to, path));
  }
}
