import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { LabState, UpResult } from '#shared/contract/labs.ts';
import { awscli } from './fixtures/awscli.ts';
import { filesThatHold, walk } from './fixtures/files.ts';
import { allProcesses, listenersOf, processesThatName } from './fixtures/processes.ts';
import { describeOutcome, type Outcome, Sandbox } from './fixtures/sandbox.ts';
import { LabShell } from './fixtures/shell.ts';

const sandbox = new Sandbox();
const aws = awscli();
const outcomes: Outcome[] = [];
/** Every argument and variable that a process of these labs was seen with while they came up. */
const seenWords = new Set<string>();
let a: z.infer<typeof UpResult>;
let b: z.infer<typeof UpResult>;

const SecretsFile = z.object({
  rootPassword: z.string(),
  vault: z.object({ shares: z.array(z.string()), rootToken: z.string() }),
  keyStore: z.object({ secretId: z.string(), productToken: z.string() }),
});

/** Which files of a lab may hold which secret; a secret anywhere else is a leak. */
const MAY_HOLD: Readonly<Record<string, RegExp>> = {
  rootPassword: /^(secrets\.json|services\/minio\/minio\.env|shell\/mc\/config\.json)$/,
  share: /^(secrets\.json|shell\/shares\/[1-5])$/,
  rootToken: /^(secrets\.json|shell\/root-token)$/,
  secretId: /^(secrets\.json|services\/kes\/kes\.yaml)$/,
  productToken: /^secrets\.json$/,
};

async function secretsOf(lab: string): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(join(sandbox.labFolder(lab), 'secrets.json'), 'utf8');
  const { rootPassword, vault, keyStore } = SecretsFile.parse(JSON.parse(text));
  const shares = Object.fromEntries(vault.shares.map((share, index) => [`share ${index + 1}`, share]));
  return { rootPassword, rootToken: vault.rootToken, ...keyStore, ...shares };
}

async function pidsOf(lab: string): Promise<readonly number[]> {
  const { services } = await sandbox.json(LabState, ['status', lab]);
  return services.map(({ pid }) => pid ?? 0);
}

beforeAll(async () => {
  const both = [
    sandbox.start(['up', 'a', '--engine', 'process', '--json']),
    sandbox.start('up b --topology distributed --engine process --sse kms --kv 2 --json'.split(' ')),
  ];
  let isUp = false;
  const ended = Promise.all(both.map(async ({ ended: outcome }) => await outcome)).finally(() => {
    isUp = true;
  });
  while (!isUp) {
    for (const { commandLine, environment } of await processesThatName(sandbox.root)) {
      for (const word of [...commandLine, ...environment]) seenWords.add(word);
    }
    await delay(50);
  }
  outcomes.push(...(await ended));
  const [first, second] = outcomes;
  if (first?.code !== 0 || second?.code !== 0) throw new Error(outcomes.map(describeOutcome).join('\n'));
  a = z.strictObject(UpResult.shape).parse(JSON.parse(first.stdout));
  b = z.strictObject(UpResult.shape).parse(JSON.parse(second.stdout));
});

afterAll(async () => {
  await sandbox.close();
});

describe('two labs of different kinds, brought up at once', () => {
  it('are both proven: every field of `up --json` says so', () => {
    expect(a).toMatchObject({ lab: 'a', engine: 'process', topology: 'standalone', state: 'running' });
    expect(b).toMatchObject({ lab: 'b', engine: 'process', topology: 'distributed', state: 'running' });
    const proven = {
      keyName: 'my-key',
      roundTrip: true,
      sealedKey: true,
      plaintextOnDrives: false,
      control: true,
    };
    expect(a.proof).toMatchObject({ ...proven, encryption: 'sse-s3' });
    expect(b.proof).toMatchObject({ ...proven, encryption: 'sse-kms' });
    expect(a.services.map(({ name }) => name)).toEqual(['vault', 'kes', 'minio']);
    expect(b.services.map(({ name }) => name)).toEqual([
      'vault',
      'kes',
      'minio1',
      'minio2',
      'minio3',
      'minio4',
    ]);
    for (const result of [a, b]) {
      expect(result.services.every(({ state }) => state === 'running')).toBe(true);
      expect(result.proof.bucket).not.toBe('');
      expect(result.proof.object).not.toBe('');
      expect(result.timingsMs['prove']).toBeGreaterThan(0);
      expect(result.timingsMs['total']).toBeGreaterThan(result.timingsMs['prove'] ?? Infinity);
    }
  });

  it('answer at the addresses that were printed, no two at the same one', async () => {
    const urls = [...a.services, ...b.services].map(({ url }) => url);
    expect(new Set(urls).size).toBe(urls.length);
    for (const url of urls) {
      const { hostname, port, protocol } = new URL(url);
      expect([protocol, hostname]).toEqual(['https:', '127.0.0.1']);
      const socket = connect(Number(port), hostname);
      await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
      socket.destroy();
    }
  });

  it('listen on loopback only; MinIO takes ::1 of its own accord too', async () => {
    for (const lab of ['a', 'b']) {
      for (const pid of await pidsOf(lab)) {
        const listeners = await listenersOf(pid);
        expect(listeners.length, `process ${pid} of ${lab} listens`).toBeGreaterThan(0);
        expect(listeners.filter(({ address }) => !['127.0.0.1', '::1'].includes(address))).toEqual([]);
      }
    }
  });

  it('show no secret in the arguments and variables of any process', async () => {
    for (const { commandLine, environment } of await processesThatName(sandbox.root)) {
      for (const word of [...commandLine, ...environment]) seenWords.add(word);
    }
    expect([...seenWords].some((word) => word.includes('minio.env'))).toBe(true);
    for (const lab of ['a', 'b']) {
      for (const [name, value] of Object.entries(await secretsOf(lab))) {
        const shown = [...seenWords].some((word) => word.includes(value));
        expect(shown, `${name} of ${lab} is seen in the process list`).toBe(false);
      }
    }
  });

  it('keep each secret in the files that may hold it, and in nothing that is printed', async () => {
    for (const lab of ['a', 'b']) {
      await sandbox.run(['env', lab]);
      for (const command of [
        ['status', lab],
        ['status', lab, '--json'],
        ['doctor', lab],
        ['logs', lab],
        ['plan', lab],
        ['ls'],
      ]) {
        outcomes.push(await sandbox.run(command));
      }
      const secrets = await secretsOf(lab);
      expect(Object.keys(secrets)).toHaveLength(9);
      const printed = outcomes.map(({ stdout, stderr }) => stdout + stderr).join('\n');
      for (const [name, value] of Object.entries(secrets)) {
        expect(printed.includes(value), `${name} of ${lab} is printed`).toBe(false);
      }
      const holders = await filesThatHold(sandbox.home, secrets);
      const leaks = holders.filter((holder) => {
        const [path = '', name = ''] = holder.split(': ');
        const allowed = MAY_HOLD[name.startsWith('share ') ? 'share' : name];
        return !path.startsWith(`labs/${lab}/`) || allowed?.test(path.slice(`labs/${lab}/`.length)) !== true;
      });
      expect(leaks).toEqual([]);
      expect(holders.filter((holder) => holder.includes('secrets.json'))).toHaveLength(9);
    }
  });

  it('keep private keys in key files only', async () => {
    const holders = await filesThatHold(sandbox.home, { key: 'PRIVATE KEY-----' });
    const paths = holders.map((holder) => holder.replace(/: key$/, ''));
    expect(paths.length).toBeGreaterThan(0);
    expect(paths.filter((path) => !/^labs\/[ab]\/(certificates|services)\/.*\.key$/.test(path))).toEqual([]);
  });

  it('are closed to other users: files 0600, folders 0700, the data that servers write included', async () => {
    const open = (await walk(sandbox.home)).filter(
      ({ isFolder, mode }) => mode !== (isFolder ? '0700' : '0600'),
    );
    expect(open).toEqual([]);
  });
});

describe.each([
  { lab: 'a', encryption: 'AES256', mode: 'sse-s3' },
  { lab: 'b', encryption: 'aws:kms', mode: 'sse-kms my-key' },
])('tools that know nothing of Sealab, in the shell of lab $lab', ({ lab, encryption, mode }) => {
  /** For what does not depend on the lab. */
  const once = lab === 'a' ? it : (): void => {};

  let shell: LabShell;
  const body = randomBytes(3 * 1024 * 1024);
  const at = (name: string): string => join(sandbox.root, `${lab}-${name}`);

  beforeAll(async () => {
    shell = await LabShell.of(sandbox, lab);
    await writeFile(at('up.bin'), body);
  });

  it('mc makes a bucket, encrypts it, and copies a file there and back', async () => {
    await shell.out(`mc mb ${lab}/by-mc`);
    await shell.out(`mc encrypt set ${mode} ${lab}/by-mc`);
    await shell.out(`mc cp ${at('up.bin')} ${lab}/by-mc/object.bin`);
    await shell.out(`mc cp ${lab}/by-mc/object.bin ${at('down.bin')}`);
    expect((await readFile(at('down.bin'))).equals(body)).toBe(true);
  });

  it('mc sees that KES answers for the key', async () => {
    const status = await shell.out(`mc admin kms key status ${lab} --json`);
    expect(JSON.parse(status)).toMatchObject({ status: 'success', keyId: 'my-key' });
  });

  it('vault sees an unsealed Vault', async () => {
    const status: unknown = JSON.parse(await shell.out('vault status -format=json'));
    expect(status).toMatchObject({ initialized: true, sealed: false, t: 3, n: 5, storage_type: 'raft' });
  });

  it('kes lists the key', async () => {
    expect(await shell.out('kes key ls')).toContain('my-key');
  });

  once('warp puts load on it for two seconds', async ({ skip }) => {
    skip((await shell.run('command -v warp')).code !== 0, 'warp is not here');
    const { code, stdout, stderr } = await shell.run(
      `warp put --duration 2s --concurrent 2 --obj.size 100KiB --bucket by-warp --no-color --benchdata ${at('warp')}`,
    );
    expect(code, stderr + stdout).toBe(0);
    expect(stdout).toMatch(/PUT/);
  });

  it('without the variable that names the CA, vault, kes and mc refuse the servers', async () => {
    for (const [line, without] of [
      ['vault status', ['VAULT_CACERT', 'SSL_CERT_FILE']],
      ['kes key ls', ['SSL_CERT_FILE']],
      [
        `MC_CONFIG_DIR=$(mktemp -d ${sandbox.root}/mc-XXXXXX) mc alias set other "$AWS_ENDPOINT_URL" "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY"`,
        ['SSL_CERT_FILE'],
      ],
    ] as const) {
      const { code, stdout, stderr } = await shell.run(line, { without });
      expect(code, line).not.toBe(0);
      expect(stderr + stdout, line).toMatch(/certificate|x509/i);
    }
  });

  it('awscli makes a bucket, copies a file there and back, and reads the encryption', async ({ skip }) => {
    skip(aws.missing !== undefined, aws.missing);
    const s3 = `${aws.program} --endpoint-url "$AWS_ENDPOINT_URL"`;
    await shell.out(`${s3} s3 mb s3://by-aws`);
    const asked = lab === 'a' ? '--sse AES256' : '--sse aws:kms --sse-kms-key-id my-key';
    await shell.out(`${s3} s3 cp --no-progress ${asked} ${at('up.bin')} s3://by-aws/object.bin`);
    await shell.out(`${s3} s3 cp --no-progress s3://by-aws/object.bin ${at('aws.bin')}`);
    expect((await readFile(at('aws.bin'))).equals(body)).toBe(true);
    const head: unknown = JSON.parse(
      await shell.out(`${s3} s3api head-object --bucket by-aws --key object.bin`),
    );
    expect(head).toMatchObject({ ServerSideEncryption: encryption, ContentLength: body.length });
  });

  once('awscli refuses the server without the variable that names the CA', async ({ skip }) => {
    skip(aws.missing !== undefined, aws.missing);
    const { code, stderr } = await shell.run(`${aws.program} --endpoint-url "$AWS_ENDPOINT_URL" s3 ls`, {
      without: ['AWS_CA_BUNDLE', 'SSL_CERT_FILE'],
    });
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/CERTIFICATE_VERIFY_FAILED|SSL validation failed/);
  });
});

describe('`sealab rm` of both labs', () => {
  it('leaves no process, no listener, no file and no temporary file', async () => {
    const pids = [...(await pidsOf('a')), ...(await pidsOf('b'))];
    expect(pids).toHaveLength(9);
    for (const lab of ['a', 'b']) {
      const removed = await sandbox.run(['rm', lab, '--yes']);
      expect(removed.code, describeOutcome(removed)).toBe(0);
    }
    const alive = new Set((await allProcesses()).map(({ pid }) => pid));
    expect(pids.filter((pid) => alive.has(pid))).toEqual([]);
    expect(await sandbox.leftovers()).toEqual([]);
  });
});
