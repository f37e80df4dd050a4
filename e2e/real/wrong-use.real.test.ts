import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { LabState, LabSummary, PlanView, UpResult } from '#shared/contract/labs.ts';
import { Finding } from '#shared/contract/system.ts';
import { WireError } from '#shared/errors.ts';
import { walk } from './fixtures/files.ts';
import { describeOutcome, Sandbox } from './fixtures/sandbox.ts';

const sandbox = new Sandbox();
const Findings = z.object({ findings: z.array(Finding) });
const LabList = z.array(LabSummary);

afterAll(async () => {
  await sandbox.close();
});

async function nothingIsThere(): Promise<void> {
  expect((await walk(sandbox.home)).filter(({ isFolder }) => !isFolder)).toEqual([]);
}

describe('wrong use of the command line', () => {
  it.each([
    ['a space', 'a b'],
    ['a slash', 'a/b'],
    ['two dots', '..'],
    ['a path', '../../etc'],
    ['an emoji', '\u{1F511}'],
    ['300 characters', 'a'.repeat(300)],
    ['nothing in it', ''],
    ['a capital', 'Lab'],
    ['a line break', 'a\nb'],
    ['a hyphen last', 'a-'],
  ])('a lab name with %s is exit code 2 and creates nothing', async (_what, name) => {
    const outcome = await sandbox.run(['up', name]);
    expect(outcome.code, describeOutcome(outcome)).toBe(2);
    expect(outcome.stderr).toMatch(/1 to 40/);
    expect(outcome.stderr.length).toBeLessThan(600);
    expect(outcome.stdout).toBe('');
    await nothingIsThere();
  });

  it.each([
    ['plan', 'a b'],
    ['status', 'a b'],
    ['env', 'a b'],
    ['down', 'a b'],
    ['rm', '..', '--yes'],
    ['logs', 'a b'],
    ['doctor', 'a b'],
    ['action', 'run', 'a b', 'vault.seal'],
  ])('%s of a lab that cannot be is exit code 2', async (...args) => {
    const outcome = await sandbox.run(args);
    expect(outcome.code, describeOutcome(outcome)).toBe(2);
    expect(outcome.stderr).toMatch(/1 to 40/);
    await nothingIsThere();
  });

  it.each([
    { args: ['launch'], says: /no command “launch”.*up, down/ },
    { args: ['up', 'a', '--colour', 'red'], says: /'--colour'[\s\S]*Use: sealab up/ },
    { args: ['up', 'a', '--topology', 'ring'], says: /standalone or distributed, not “ring”/ },
    { args: ['up', 'a', '--engine', 'podman'], says: /auto or docker or process/ },
    { args: ['up', 'a', '--sse', 'c'], says: /s3 or kms/ },
    { args: ['up', 'a', '--kv', '3'], says: /1 or 2, not “3”/ },
    { args: ['up', 'a', '--kv'], says: /--kv/ },
    { args: ['up', 'a', 'b'], says: /Use: sealab up/ },
    { args: ['rm'], says: /Use: sealab rm NAME/ },
    { args: ['down'], says: /Use: sealab down NAME/ },
    { args: ['status'], says: /Use: sealab status NAME/ },
    { args: ['env'], says: /Use: sealab env NAME/ },
    { args: ['logs'], says: /Use: sealab logs NAME/ },
    { args: ['logs', 'a', '--tail', 'all'], says: /--tail takes a number/ },
    { args: ['action', 'stroke'], says: /sealab action ls/ },
    { args: ['action', 'run', 'a', 'key.create', 'key'], says: /“key” is not key=value/ },
  ])('$args is exit code 2, says what is right and creates nothing', async ({ args, says }) => {
    const outcome = await sandbox.run(args);
    expect(outcome.code, describeOutcome(outcome)).toBe(2);
    expect(outcome.stderr).toMatch(says);
    expect(outcome.stdout).toBe('');
    await nothingIsThere();
  });

  it.each([
    { text: undefined, says: /cannot read .*lab\.yaml/ },
    { text: 'schema: 1\nname: [', says: /not a lab definition/ },
    { text: 'schema: 1\nname: a\ntopologie: ring\n', says: /topologie/ },
    { text: 'schema: 99\nname: a\n', says: /newer Sealab \(schema 99\)/ },
    { text: 'schema: 1\nname: a\nkeyName: "no.dots"\n', says: /key name/ },
  ])(
    'a definition file with $text is an error that says why, and creates nothing',
    async ({ text, says }) => {
      const file = join(sandbox.root, 'lab.yaml');
      await rm(file, { force: true });
      if (text !== undefined) await writeFile(file, text);
      const outcome = await sandbox.run(['up', 'a', '--file', file]);
      expect(outcome.code, describeOutcome(outcome)).toBe(1);
      expect(outcome.stderr).toMatch(says);
      await nothingIsThere();
    },
  );
});

describe('without any lab', () => {
  it('ls is empty, and asks for nothing', async () => {
    expect(await sandbox.json(LabList, ['ls'])).toEqual([]);
    await nothingIsThere();
  });

  it('status, down, rm and env of a lab that is not there are errors that name it', async () => {
    for (const args of [
      ['status', 'a'],
      ['down', 'a'],
      ['rm', 'a', '--yes'],
      ['env', 'a'],
      ['logs', 'a'],
    ]) {
      const outcome = await sandbox.run(args);
      expect(outcome.code, describeOutcome(outcome)).toBe(1);
      expect(outcome.stderr).toContain('There is no lab “a”');
    }
    await nothingIsThere();
  });

  it('plan tells what up would do, and does nothing', async () => {
    const plan = await sandbox.json(PlanView, ['plan', 'a', '--topology', 'distributed', '--kv', '2']);
    expect(plan).toMatchObject({ lab: 'a', isNew: true, engine: 'process' });
    expect(plan.starts.map(({ service }) => service)).toEqual([
      'vault',
      'kes',
      'minio1',
      'minio2',
      'minio3',
      'minio4',
    ]);
    expect(plan.listensOn).toHaveLength(11);
    expect(plan.listensOn.every(({ address }) => address.startsWith('127.0.0.1:'))).toBe(true);
    expect(plan.steps.at(-1)?.id).toBe('prove');
    expect(plan.estimateSeconds).toBeGreaterThan(0);
    await nothingIsThere();
  });

  it('doctor looks at the machine', async () => {
    const { findings } = await sandbox.json(Findings, ['doctor']);
    const ids = findings.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['machine.disk', 'machine.memory', 'machine.components']));
    expect(findings.find(({ id }) => id === 'machine.components')?.observed).toBe('all three are here');
  });
});

describe('a lab whose files are damaged', () => {
  const file = (name: string): string => join(sandbox.labFolder('hurt'), name);

  beforeAll(async () => {
    await sandbox.json(UpResult, ['up', 'hurt']);
  });

  it('first is looked at by doctor, status and logs as long as it is whole', async () => {
    const { findings } = await sandbox.json(Findings, ['doctor', 'hurt']);
    const ofLab = findings.filter(({ id }) => id.startsWith('lab.'));
    expect(ofLab).toHaveLength(9);
    expect(ofLab.filter(({ ok }) => !ok)).toEqual([]);
    const logs = await sandbox.run(['logs', 'hurt', '--tail', '50', '--all']);
    expect(logs.code).toBe(0);
    for (const service of ['vault', 'kes', 'minio'])
      expect(logs.stdout).toMatch(new RegExp(`\\s${service}\\s`));
    const lines = z.array(z.object({ service: z.string(), text: z.string() }));
    expect((await sandbox.json(lines, ['logs', 'hurt', '--tail', '5', '--all'])).length).toBeGreaterThan(0);
  });

  it('is followed as one line of JSON for each event, until Ctrl-C', async () => {
    const following = sandbox.start(['logs', 'hurt', '--follow', '--tail', '3', '--all', '--json']);
    await following.until(/"service":"minio"/);
    following.kill('SIGINT');
    const { code, stdout } = await following.ended;
    expect(code).toBe(0);
    const event = z.object({ at: z.string(), service: z.string(), isStampGuessed: z.boolean().optional() });
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => event.parse(JSON.parse(line)));
    expect(events.find(({ service }) => service === 'vault')?.isStampGuessed).toBeUndefined();
    expect(events.find(({ service }) => service === 'minio')?.isStampGuessed).toBe(true);
  });

  it.each([
    { name: 'lab.yaml', damage: () => 'schema: 1\nname: {{{', says: /lab\.yaml is not a lab definition/ },
    { name: 'lab.yaml', damage: () => 'schema: 1\nname: hurt\ntopology: ring\n', says: /topology/ },
    {
      name: 'secrets.json',
      damage: (text: string) => text.slice(0, 200),
      says: /secrets\.json cannot be read/,
    },
    { name: 'secrets.json', damage: () => '{"schema":1}', says: /secrets\.json cannot be read/ },
    { name: 'secrets.json', damage: () => '{"schema":99}', says: /newer Sealab/ },
    {
      name: 'journal.ndjson',
      damage: (text: string) => text.split('\n').with(4, '{"kind":"intent","at').join('\n'),
      says: /journal\.ndjson:5 cannot be read/,
    },
  ])('$name: ls and status say why, and quote no secret', async ({ name, damage, says }) => {
    const whole = await readFile(file(name), 'utf8');
    const password = z.object({ rootPassword: z.string() });
    const secret = password.parse(JSON.parse(await readFile(file('secrets.json'), 'utf8'))).rootPassword;
    await writeFile(file(name), damage(whole));
    try {
      const [ls, status, up] = await Promise.all([
        sandbox.json(LabList, ['ls']),
        sandbox.run(['status', 'hurt']),
        sandbox.run(['up', 'hurt']),
      ]);
      expect(ls).toMatchObject([{ name: 'hurt', status: 'damaged' }]);
      expect(ls[0]?.error?.message).toMatch(says);
      for (const outcome of [status, up]) {
        expect(outcome.code, describeOutcome(outcome)).toBe(1);
        expect(outcome.stderr).toMatch(says);
        expect(outcome.stderr).toMatch(/Next: /);
        expect(outcome.stderr).not.toContain(secret);
      }
    } finally {
      await writeFile(file(name), whole);
    }
  });

  it('a torn last line of the journal is nothing to speak of', async () => {
    const whole = await readFile(file('journal.ndjson'), 'utf8');
    await writeFile(file('journal.ndjson'), `${whole}{"kind":"outc`);
    expect((await sandbox.json(LabState, ['status', 'hurt'])).summary.status).toBe('running');
    await writeFile(file('journal.ndjson'), whole);
  });

  it('a damaged list of ports is kept aside, and `up` starts the services anew, whose ports nobody knows', async () => {
    const ports = join(sandbox.home, 'ports.json');
    await writeFile(ports, '{"version":1,"leases":{"hurt":');
    const status = await sandbox.run(['status', 'hurt']);
    expect(status.code, describeOutcome(status)).toBe(0);
    expect(await readFile(`${ports}.damaged`, 'utf8')).toContain('"leases"');
    const up = await sandbox.json(UpResult, ['up', 'hurt']);
    expect(up.state).toBe('running');
    expect(up.proof).toMatchObject({ roundTrip: true, plaintextOnDrives: false });
  });

  it('can be removed with all of them damaged at once while it runs, and leaves no process', async () => {
    const journal = await readFile(file('journal.ndjson'), 'utf8');
    await writeFile(file('journal.ndjson'), journal.split('\n').with(1, 'no JSON').join('\n'));
    for (const name of ['lab.yaml', 'secrets.json']) await writeFile(file(name), '{{{');
    await writeFile(join(sandbox.home, 'ports.json'), 'no JSON');
    const removed = await sandbox.run(['rm', 'hurt', '--yes']);
    expect(removed.code, describeOutcome(removed)).toBe(0);
    expect(await sandbox.json(LabList, ['ls'])).toEqual([]);
    expect(await sandbox.leftovers()).toEqual([]);
  });
});

describe('the folder of a lab that a newer Sealab wrote', () => {
  it('is told so, and left as it is', async () => {
    const folder = sandbox.labFolder('future');
    await mkdir(join(folder, 'new-things'), { recursive: true, mode: 0o700 });
    const definition = 'schema: 99\nname: future\ntopology: torus\n';
    await writeFile(join(folder, 'lab.yaml'), definition);
    await writeFile(join(folder, 'new-things', 'thing'), 'x');
    const before = await walk(folder);
    const [ls] = await sandbox.json(LabList, ['ls']);
    expect(ls).toMatchObject({ name: 'future', status: 'damaged', error: { code: 'newer-version' } });
    for (const args of [
      ['status', 'future'],
      ['up', 'future'],
      ['down', 'future'],
      ['env', 'future'],
      ['plan', 'future'],
    ]) {
      const outcome = await sandbox.run([...args, '--json']);
      expect(outcome.code, describeOutcome(outcome)).toBe(1);
      expect(z.object({ error: WireError }).parse(JSON.parse(outcome.stdout)).error.code).toBe(
        'newer-version',
      );
    }
    expect(await walk(folder)).toEqual(before);
    expect(await readFile(join(folder, 'lab.yaml'), 'utf8')).toBe(definition);
  });

  it('goes with `reset`, which removes what nothing else can', async () => {
    expect((await sandbox.run(['reset'])).code).toBe(2);
    expect(await sandbox.json(LabList, ['ls'])).toHaveLength(1);
    const reset = await sandbox.json(z.object({ removed: z.array(z.string()) }), ['reset', '--yes']);
    expect(reset.removed).toEqual(['future']);
    expect(await sandbox.leftovers()).toEqual([]);
  });
});
