import { describe, expect, it } from 'vitest';
import type { LabRequest } from '#shared/contract/labs.ts';
import type { Progress } from '#shared/contract/progress.ts';
import { toSealabError } from '#shared/errors.ts';
import { FakeMachineRun, quietly } from '../testing/fake-runs.ts';
import { formatDefinition, LabDefinition } from './definition.ts';
import { environmentOf } from './environment.ts';
import { readJournal } from './journal.ts';
import { viewPlan } from './plan-view.ts';
import { removalOf } from './remove.ts';
import { reset } from './reset.ts';
import { listSecrets, revealSecret } from './secret-views.ts';
import { observeLab } from './state.ts';
import { listLabs, summarise } from './summary.ts';
import { up } from './up.ts';

const raw = import.meta.glob<string>('/compose/**', { query: '?raw', import: 'default', eager: true });
const files = Object.fromEntries(Object.entries(raw).map(([path, text]) => [path.slice(1), text]));

const LAB = 'first';
const { signal } = new AbortController();

async function runningLab(request: Partial<LabRequest> = {}): Promise<FakeMachineRun> {
  const run = new FakeMachineRun(files);
  await run.up({ name: LAB, ...request });
  return run;
}

async function stepsOfLastRun(run: FakeMachineRun): Promise<readonly string[]> {
  const { lines } = await readJournal(run.world.store.folder(LAB));
  const newest = lines.at(-1)?.run;
  return lines.flatMap((line) => (line.kind === 'outcome' && line.run === newest ? [line.step] : []));
}

describe.each(['standalone', 'distributed'] as const)('a %s lab', (topology) => {
  describe.each(['sse-s3', 'sse-kms'] as const)('with %s', (encryption) => {
    it.each([1, 2] as const)(
      'and kv version %i comes up proven, stops, starts again and goes without a trace',
      async (kv) => {
        const run = new FakeMachineRun(files);
        const services = topology === 'standalone' ? 3 : 6;
        const result = await run.up({ name: LAB, topology, encryption, kv });
        expect(result).toMatchObject({
          lab: LAB,
          topology,
          engine: 'process',
          state: 'running',
          proof: {
            encryption,
            keyName: 'my-key',
            roundTrip: true,
            sealedKey: true,
            plaintextOnDrives: false,
            control: true,
          },
        });
        expect(result.services.map((service) => service.state)).toEqual(
          Array.from({ length: services }, () => 'running'),
        );
        expect(run.world.vaultOf(LAB).mounts.get('kv')).toBe(kv);
        expect((await run.down(LAB)).status).toBe('stopped');
        expect(run.world.engine.running()).toEqual([]);
        expect((await run.up({ name: LAB })).state).toBe('running');
        expect(await stepsOfLastRun(run)).not.toContain('initialise');
        const removal = await run.rm(LAB);
        expect(removal).toMatchObject({ lab: LAB, processes: services });
        expect(await run.world.tracesOf(LAB)).toEqual([]);
        expect(await listLabs(run.ports)).toEqual([]);
      },
    );
  });
});

describe('up', () => {
  it('twice only waits for the quorum and proves again', async () => {
    const run = await runningLab();
    await run.up({ name: LAB });
    expect(await stepsOfLastRun(run)).toEqual(['quorum', 'prove']);
  });

  it('starts only what died, and leaves the rest alone', async () => {
    const run = await runningLab({ topology: 'distributed' });
    run.world.killService(`${LAB}/minio3`);
    const before = run.world.engine.calls.length;
    await run.up({ name: LAB });
    const calls = run.world.engine.calls.slice(before);
    expect(calls.filter((call) => call.startsWith('start '))).toEqual([`start ${LAB}/minio3`]);
    expect(calls.filter((call) => call.startsWith('stop '))).toEqual([]);
  });

  it('unseals a Vault that somebody sealed', async () => {
    const run = await runningLab();
    for (const service of run.world.running(LAB))
      if (service.spec.service === 'vault') service.isSealed = true;
    await run.up({ name: LAB });
    expect(await stepsOfLastRun(run)).toEqual(['unseal', 'quorum', 'prove']);
  });

  it('takes an empty Vault for one whose initialisation was cut off', async () => {
    const run = new FakeMachineRun(files);
    run.world.calls.hook = ({ name, when }) => {
      if (name === 'vault.initialise' && when === 'after') throw new Error('killed');
    };
    await run.up({ name: LAB }).catch(() => undefined);
    run.restartSealab();
    expect((await run.up({ name: LAB })).state).toBe('running');
    expect(run.world.vaultOf(LAB).shares).toHaveLength(5);
  });

  it('with other options is a conflict that shows each difference and changes nothing', async () => {
    const run = await runningLab();
    const before = new Map(run.world.store.filesOf(LAB));
    const definitionText = formatDefinition(LabDefinition.parse({ schema: 1, name: LAB, keyName: 'other' }));
    for (const [request, shown] of [
      [
        { topology: 'distributed', kv: 2 },
        ['topology: is standalone, asked distributed', 'kv: is 1, asked 2'],
      ],
      [{ encryption: 'sse-kms' }, ['encryption: is sse-s3, asked sse-kms']],
      [{ definitionText }, ['key name: is my-key, asked other']],
    ] as const) {
      const error = toSealabError(await run.up({ name: LAB, ...request }).catch((thrown: unknown) => thrown));
      expect(error).toMatchObject({ code: 'conflict', details: { evidence: shown } });
      expect(error.message).toContain(shown[0]);
    }
    expect(run.world.store.filesOf(LAB)).toEqual(before);
    expect(run.world.engine.running()).toHaveLength(3);
  });

  it('never gives a lab whose shares are lost an empty Vault', async () => {
    const run = await runningLab();
    const folder = run.world.store.folder(LAB);
    const secrets = (await folder.read('secrets.json')) ?? '';
    await folder.write(
      'secrets.json',
      JSON.stringify({ ...JSON.parse(secrets), vault: undefined, keyStore: undefined }),
    );
    await expect(run.up({ name: LAB })).rejects.toMatchObject({
      code: 'damaged-file',
      message: expect.stringContaining('lost the shares'),
    });
    await folder.remove('secrets.json');
    await expect(run.up({ name: LAB })).rejects.toMatchObject({ code: 'damaged-file' });
    expect(run.world.vaultOf(LAB).keys).toEqual(new Set(['my-key']));
    await folder.write('secrets.json', secrets);
    expect((await run.up({ name: LAB })).state).toBe('running');
  });

  it('builds what is missing and says so before', async () => {
    const run = new FakeMachineRun(files);
    run.world.components.forget('kes');
    const plan = await viewPlan(run.ports, { name: LAB }, signal);
    expect(plan).toMatchObject({
      isNew: true,
      fetches: [{ component: 'kes', how: 'built from source with Go' }],
    });
    expect(await run.world.tracesOf(LAB)).toEqual([]);
    await run.up({ name: LAB });
    expect(run.world.components.builds).toEqual(['kes 0.24.0']);
  });

  it('takes other ports where the usual ones are taken, and the pinned one or none', async () => {
    const run = new FakeMachineRun(files);
    run.world.leases.takenByOthers.add(9000);
    const { services } = await run.up({ name: LAB });
    expect(services.find((service) => service.name === 'minio')?.url).not.toContain(':9000');
    const pinned = formatDefinition(
      LabDefinition.parse({ schema: 1, name: 'second', ports: { minio: 9000 } }),
    );
    await expect(run.up({ name: 'second', definitionText: pinned })).rejects.toMatchObject({
      code: 'port-taken',
    });
    expect(await run.world.tracesOf('second')).toEqual([]);
  });

  it('of a second lab shares no port with the first', async () => {
    const run = await runningLab();
    const second = await run.up({ name: 'second' });
    const first = await observeLab(run.ports, LAB, signal);
    const urls = [...second.services, ...first.services].map((service) => service.url);
    expect(new Set(urls).size).toBe(6);
  });

  it('is refused while another changes the lab, by the name of what that does', async () => {
    const run = await runningLab();
    await using _lock = await run.world.store.lock(LAB, 'down');
    await expect(run.up({ name: LAB })).rejects.toMatchObject({ code: 'busy', details: { purpose: 'down' } });
  });

  it.each(['', 'A', '../x', 'a'.repeat(41), '-a', 'con\u0000'])(
    'refuses the name %j and makes nothing',
    async (name) => {
      const run = new FakeMachineRun(files);
      await expect(run.up({ name })).rejects.toMatchObject({ code: 'invalid-input' });
      expect(await run.world.store.list()).toEqual([]);
    },
  );

  it('on an engine that is not there makes nothing', async () => {
    const run = new FakeMachineRun(files);
    await expect(run.up({ name: LAB, engine: 'docker' })).rejects.toMatchObject({
      code: 'no-engine',
      fix: expect.stringContaining('--engine process'),
    });
    expect(await run.world.tracesOf(LAB)).toEqual([]);
  });

  it('reports progress that never goes back and ends with every step done', async () => {
    const run = new FakeMachineRun(files);
    const seen: Progress[] = [];
    await up(run.ports, { name: LAB }, { signal, report: (progress) => void seen.push(progress) });
    const fractions = seen.map((progress) => progress.fraction);
    expect(fractions.at(-1)).toBe(1);
    for (const [index, fraction] of fractions.entries())
      expect(fraction).toBeGreaterThanOrEqual(fractions[index - 1] ?? 0);
    expect(new Set(seen.at(-1)?.steps.map((step) => step.state))).toEqual(new Set(['done']));
  });

  it('makes certificates anew that end soon, when nothing of the lab runs', async () => {
    const run = await runningLab();
    const folder = run.world.store.folder(LAB);
    const before = await folder.read('certificates/minio.crt');
    await run.down(LAB);
    run.world.clock.advance(340 * 86_400_000);
    expect((await run.up({ name: LAB })).state).toBe('running');
    expect(await folder.read('certificates/minio.crt')).not.toBe(before);
  });

  it('keeps the certificates of a lab that runs, also when they end soon', async () => {
    const run = await runningLab();
    run.world.clock.advance(340 * 86_400_000);
    await run.up({ name: LAB });
    expect(await stepsOfLastRun(run)).toEqual(['quorum', 'prove']);
  });

  it('never writes a secret into the journal, the definition or an argument', async () => {
    const run = await runningLab({ topology: 'distributed' });
    const secrets = await Promise.all(
      (await listSecrets(run.ports, LAB)).map(
        async ({ id }) => (await revealSecret(run.ports, LAB, id)).value,
      ),
    );
    expect(secrets.length).toBeGreaterThan(8);
    const open = [
      ...['journal.ndjson', 'lab.yaml', 'evidence/proof.json'].map((file) =>
        String(run.world.store.filesOf(LAB).get(file)),
      ),
      ...run.world.running().flatMap(({ spec }) => [...spec.args, JSON.stringify(spec.environment)]),
      JSON.stringify(await observeLab(run.ports, LAB, signal)),
    ].join('\n');
    for (const secret of secrets) expect(open).not.toContain(secret);
  });
});

describe('a removal', () => {
  it('tells what it takes before it takes it, also of a damaged lab', async () => {
    const run = await runningLab();
    await run.world.store.folder(LAB).write('lab.yaml', 'schema: [');
    expect(await summarise(run.ports, LAB)).toMatchObject({
      status: 'damaged',
      error: { code: 'damaged-file' },
    });
    expect(await removalOf(run.ports, LAB)).toMatchObject({ processes: 3 });
    await run.rm(LAB);
    expect(await run.world.tracesOf(LAB)).toEqual([]);
  });

  it('of a lab whose journal is damaged still ends its processes', async () => {
    const run = await runningLab();
    const folder = run.world.store.folder(LAB);
    await folder.write('journal.ndjson', `${await folder.read('journal.ndjson')}garbage\n{"kind":"end"}\n`);
    await expect(run.up({ name: LAB })).rejects.toMatchObject({ code: 'damaged-file' });
    await run.rm(LAB);
    expect(await run.world.tracesOf(LAB)).toEqual([]);
  });

  it('of a lab that is not there says so', async () => {
    const run = new FakeMachineRun(files);
    await expect(run.rm(LAB)).rejects.toMatchObject({ code: 'not-found' });
    await expect(run.down(LAB)).rejects.toMatchObject({
      code: 'not-found',
      fix: expect.stringContaining('sealab up first'),
    });
    expect(await run.world.store.lockOwner(LAB)).toBeUndefined();
  });

  it('leaves other labs alone', async () => {
    const run = await runningLab();
    await run.up({ name: 'second' });
    await run.rm(LAB);
    expect(await run.world.tracesOf(LAB)).toEqual([]);
    expect((await run.up({ name: 'second' })).state).toBe('running');
  });
});

describe('a reset', () => {
  it('removes every lab, readable or not, and the programs on request', async () => {
    const run = await runningLab();
    await run.up({ name: 'second' });
    await run.world.store.folder('second').write('lab.yaml', '');
    expect(await reset(run.ports, { components: true }, quietly())).toEqual([LAB, 'second', 'components']);
    expect(run.world.engine.running()).toEqual([]);
    expect((await run.world.components.list()).every((entry) => entry.state === 'missing')).toBe(true);
  });

  it('removes what it can and tells what it could not', async () => {
    const run = await runningLab();
    await run.up({ name: 'second' });
    await using _lock = await run.world.store.lock(LAB, 'up');
    await expect(reset(run.ports, { components: true }, quietly())).rejects.toMatchObject({ code: 'busy' });
    expect(await run.world.store.list()).toEqual([LAB]);
    expect((await run.world.components.list()).some((entry) => entry.state === 'present')).toBe(true);
  });
});

describe('what is shown of a lab', () => {
  it.each<[string, (run: FakeMachineRun) => Promise<unknown> | void, string]>([
    ['running', () => undefined, 'running'],
    ['partial', (run) => run.world.killService(`${LAB}/kes`), 'partial'],
    ['stopped', async (run) => await run.down(LAB), 'stopped'],
    ['starting', async (run) => await run.world.store.lock(LAB, 'up'), 'starting'],
    ['removing', async (run) => await run.world.store.lock(LAB, 'rm'), 'removing'],
    ['removing', async (run) => await run.world.store.folder(LAB).write('removing', ''), 'removing'],
    ['damaged', async (run) => await run.world.store.folder(LAB).write('secrets.json', '{'), 'damaged'],
  ])('is %s', async (_status, change, expected) => {
    const run = await runningLab();
    await change(run);
    expect((await summarise(run.ports, LAB)).status).toBe(expected);
  });

  it('has commands that do the same by hand, and no step without one', async () => {
    const run = await runningLab();
    const { commandLog, services } = await observeLab(run.ports, LAB, signal);
    expect(commandLog.map((entry) => entry.title)).toEqual(
      expect.arrayContaining(['Unseal Vault with 3 shares', 'Create the KES key']),
    );
    expect(commandLog.every((entry) => entry.commands.length > 0)).toBe(true);
    expect(services.map((service) => [service.name, service.state, service.certificateDaysLeft])).toEqual([
      ['vault', 'running', 364],
      ['kes', 'running', 364],
      ['minio', 'running', 364],
    ]);
  });

  it('has an environment whose names are set once and whose files are in the lab’s folder', async () => {
    const run = await runningLab();
    const variables = await environmentOf(run.ports, LAB, {
      systemCaPem: 'SYSTEM',
      path: '/usr/bin',
      homeFolder: '/home/a',
    });
    const names = variables.map((variable) => variable.name);
    expect(new Set(names).size).toBe(names.length);
    const value = Object.fromEntries(
      variables.flatMap((variable) => ('value' in variable ? [[variable.name, variable.value]] : [])),
    );
    const secrets = variables.flatMap((variable) => ('secretId' in variable ? [variable.name] : []));
    expect(secrets).toEqual(['VAULT_TOKEN', 'AWS_SECRET_ACCESS_KEY', 'WARP_SECRET_KEY']);
    expect(value).toMatchObject({
      SEALAB_LAB: LAB,
      VAULT_ADDR: 'https://127.0.0.1:8200',
      SEALAB_KEY: 'my-key',
    });
    expect(value['PATH']?.split(':').at(-1)).toBe('/usr/bin');
    const kept = run.world.store.filesOf(LAB);
    expect(String(kept.get('shell/ca-bundle.crt'))).toMatch(/^SYSTEM\n-----BEGIN/);
    expect(JSON.parse(String(kept.get('shell/mc/config.json')))).toMatchObject({
      aliases: { [LAB]: { url: 'https://127.0.0.1:9000' } },
    });
  });
});
