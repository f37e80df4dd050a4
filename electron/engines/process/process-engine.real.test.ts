import { execFile, spawn } from 'node:child_process';
import {
  appendFile,
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Engine, Program, ServiceSpec, StartIntent } from '#core/ports/engine.ts';
import type { OperationContext } from '#core/ports/operation-context.ts';
import type { EngineWorld } from '../contract/engine-world.ts';
import { describeEngineContract } from '../engine-contract.ts';
import { createProcessEngine } from './process-engine.ts';

const run = promisify(execFile);
const ENGINE = new URL('./process-engine.ts', import.meta.url).href;
/** A service that prints what its control file gets, and does what its first argument says. */
const SERVICE = `
const fs = require('node:fs');
const [mode, control] = process.argv.slice(2);
if (mode === 'crasher') { console.log('last words'); process.exit(1); }
if (mode === 'stubborn') process.on('SIGTERM', () => {});
if (mode === 'parent') {
  const script = 'process.on("SIGTERM", () => {}); console.log("child " + process.pid); setInterval(() => {}, 1000)';
  require('node:child_process').spawn(process.execPath, ['-e', script], { stdio: 'inherit' });
}
if (mode === 'environment') console.log(JSON.stringify(process.env));
if (mode === 'patient' || mode === 'stubborn') console.log('ready');
let position = 0;
setInterval(() => {
  if (!fs.existsSync(control)) return;
  const text = fs.readFileSync(control, 'utf8');
  fs.writeSync(1, text.slice(position));
  position = text.length;
}, 5);`;
const TOOL = `
const [mode, ...rest] = process.argv.slice(2);
if (mode === 'endless') setInterval(() => {}, 1000);
else if (mode === 'loud') process.stdout.write('x'.repeat(11 * 1024 * 1024));
else {
  let input = '';
  process.stdin.on('data', (chunk) => { input += chunk; });
  process.stdin.on('end', () => {
    process.stdout.write([input, ...rest, process.env.WORD].join('|'));
    process.stderr.write('to stderr');
    process.exitCode = 3;
  });
}`;
const node: Program = { component: 'vault', version: '1', reference: process.execPath };
const worlds: string[] = [];

async function isAlive(pid: number): Promise<boolean> {
  // A zombie waits for its parent, which is this test.
  const { stdout } = await run('ps', ['-o', 'state=', '-p', String(pid)]).catch(() => ({ stdout: 'Z' }));
  return !stdout.startsWith('Z');
}

interface RealWorld extends EngineWorld {
  readonly home: string;
  readonly labsFolder: string;
}

async function makeWorld(): Promise<RealWorld> {
  const home = await mkdtemp(join(tmpdir(), 'sealab engine ü '));
  worlds.push(home);
  const labsFolder = join(home, 'labs');
  for (const lab of ['one', 'two']) await mkdir(join(labsFolder, lab), { recursive: true, mode: 0o700 });
  await writeFile(join(home, 'service.cjs'), SERVICE);
  await writeFile(join(home, 'tool.cjs'), TOOL);
  const control = (lab: string, service: string): string => join(home, `${lab}-${service}.control`);
  const aliens: number[] = [];
  return {
    home,
    labsFolder,
    engine: createProcessEngine({ labsFolder }),
    service: (lab, service, mode) =>
      mode === 'missing'
        ? { program: { ...node, reference: join(home, 'missing') }, args: [] }
        : { program: node, args: [join(home, 'service.cjs'), mode, control(lab, service)] },
    tool: (mode) => ({ program: node, args: [join(home, 'tool.cjs'), mode] }),
    say: (lab, service, line) => appendFile(control(lab, service), `${line}\n`),
    async startAlien(program, args) {
      const child = spawn(program.reference, [...args], { stdio: 'ignore', detached: true });
      child.unref();
      aliens.push(child.pid ?? 0);
      // Start times count in ticks of 10 ms.
      await delay(50);
      return child.pid ?? 0;
    },
    async kill(pid) {
      process.kill(pid, 'SIGKILL');
    },
    isAlive,
    fileContent: (_lab, target) => readFile(target, 'utf8').catch(() => undefined),
    async [Symbol.asyncDispose]() {
      for (const pid of aliens) process.kill(pid, 'SIGKILL');
      await rm(home, { recursive: true, force: true });
    },
  };
}

describeEngineContract('the process engine', makeWorld);

afterAll(async () => {
  // Nothing that the tests started may be left: their folders are in every command line.
  const { stdout } = await run('ps', ['-eo', 'pid,args']);
  expect(stdout.split('\n').filter((line) => worlds.some((home) => line.includes(home)))).toEqual([]);
});

describe('the process engine', () => {
  let world: RealWorld;
  let engine: Engine;
  let intents: StartIntent[];
  const context: OperationContext = { signal: new AbortController().signal, report: () => undefined };

  beforeEach(async () => {
    world = await makeWorld();
    engine = world.engine;
    intents = [];
  });
  afterEach(async () => {
    await engine.remove('one', intents, context);
    await world[Symbol.asyncDispose]();
  });

  async function prepared(mode: string, change: Partial<ServiceSpec> = {}) {
    const { args } = world.service('one', 'minio', 'patient');
    const spec: ServiceSpec = {
      lab: 'one',
      service: 'minio',
      program: node,
      args: args.map((arg) => (arg === 'patient' ? mode : arg)),
      environment: {},
      files: [],
      volumes: [{ name: 'minio', target: engine.places('one', 'minio').data }],
      ports: [],
      aliases: [],
      ...change,
    };
    const intent: StartIntent = {
      id: `real-${intents.length}`,
      lab: 'one',
      service: 'minio',
      reference: spec.program.reference,
      args: spec.args,
      moment: await engine.moment(),
    };
    intents.push(intent);
    return { spec, intent };
  }

  async function start(mode: string, change: Partial<ServiceSpec> = {}) {
    const { spec, intent } = await prepared(mode, change);
    const observation = await engine.start(spec, intent, context);
    return { intent, pid: observation.pid ?? 0 };
  }

  async function newestLine(): Promise<string> {
    for (;;) {
      const [line] = await engine.logTail('one', 'minio', 1);
      if (line !== undefined && line !== 'ready') return line;
      await delay(10);
    }
  }

  it('keeps everything of a lab closed to others', async () => {
    const target = join(engine.places('one', 'minio').files, 'certs', 'private.key');
    await start('patient', { files: [{ target, content: 'x' }] });
    const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;
    const lab = join(world.labsFolder, 'one');
    expect(await modeOf(target)).toBe(0o600);
    expect(await modeOf(join(lab, 'logs', 'minio.log'))).toBe(0o600);
    for (const folder of [
      'services',
      'services/minio',
      'services/minio/certs',
      'data/minio',
      'data',
      'logs',
    ]) {
      expect([folder, await modeOf(join(lab, folder))]).toEqual([folder, 0o700]);
    }
  });

  it('refuses files and volumes outside the lab', async () => {
    for (const target of [
      '/etc/sealab-test',
      join(world.labsFolder, 'two', 'x'),
      join(world.labsFolder, 'one', '..', 'x'),
      'x',
    ]) {
      await expect(start('patient', { files: [{ target, content: '' }] })).rejects.toMatchObject({
        code: 'invalid-input',
      });
      await expect(start('patient', { volumes: [{ name: 'minio', target }] })).rejects.toMatchObject({
        code: 'invalid-input',
      });
    }
    expect(await readdir(join(world.labsFolder, 'one'))).toEqual([]);
  });

  it('gives a service only the environment of its spec, with home and temporary files inside the lab', async () => {
    process.env['SEALAB_TEST_LEAK'] = 'leaked';
    await start('environment', { environment: { MINIO_ROOT_USER: 'admin' } });
    delete process.env['SEALAB_TEST_LEAK'];
    const environment: Record<string, string> = JSON.parse(await newestLine());
    expect(Object.keys(environment).toSorted()).toEqual(['HOME', 'MINIO_ROOT_USER', 'PATH', 'TMPDIR']);
    expect(environment['HOME']).toBe(engine.places('one', 'minio').files);
    expect((await stat(environment['TMPDIR'] ?? '')).isDirectory()).toBe(true);
  });

  it('leaves a service running when Sealab ends, and finds it again', async () => {
    const { spec, intent } = await prepared('patient');
    const script = `
      const { createProcessEngine } = await import(${JSON.stringify(ENGINE)});
      const [spec, intent] = JSON.parse(process.argv[1]);
      const engine = createProcessEngine({ labsFolder: ${JSON.stringify(world.labsFolder)} });
      const { pid } = await engine.start(spec, intent, { signal: new AbortController().signal, report() {} });
      console.log(pid);
      process.kill(process.pid, 'SIGKILL');`;
    const output = await run(process.execPath, [
      '--input-type=module',
      '-e',
      script,
      JSON.stringify([spec, intent]),
    ]).catch((error: { stdout: string }) => error);
    const [found] = await engine.observe([intent]);
    expect(found).toMatchObject({ state: 'running', pid: Number(output.stdout) });
    await world.say('one', 'minio', 'still here');
    expect(await newestLine()).toBe('still here');
    await engine.stop(intent, 5_000, context);
    expect((await engine.observe([intent]))[0]?.state).toBe('stopped');
  });

  it('takes no process for its own whose intent is of another boot', async () => {
    const { intent } = await start('patient');
    const [, ticks] = intent.moment.split(':');
    const old = { ...intent, moment: `00000000-0000-0000-0000-000000000000:${ticks}` };
    expect((await engine.observe([old]))[0]?.state).toBe('stopped');
  });

  it('knows a service whose program was replaced on disk', async () => {
    const copy = join(world.home, 'node copy');
    await copyFile(process.execPath, copy);
    const { intent, pid } = await start('patient', { program: { ...node, reference: copy } });
    await rm(copy);
    expect((await engine.observe([intent]))[0]).toMatchObject({ state: 'running', pid });
    await writeFile(copy, 'another', { mode: 0o700 });
    expect((await engine.observe([intent]))[0]).toMatchObject({ state: 'running', pid });
  }, 20_000);

  it('takes no other program with the same command line for its own', async () => {
    const { spec, intent } = await prepared('patient');
    const child = spawn('/bin/sleep', ['30'], { argv0: spec.program.reference, stdio: 'ignore' });
    const same = { ...intent, args: ['30'] };
    await delay(50);
    expect(await readFile(`/proc/${child.pid}/cmdline`, 'utf8')).toBe(`${spec.program.reference}\0${'30'}\0`);
    expect((await engine.observe([same]))[0]?.state).toBe('stopped');
    child.kill('SIGKILL');
  });

  it('ends the children of a service with it', async () => {
    const { intent } = await start('parent');
    const child = Number((await newestLine()).replace('child ', ''));
    expect(await isAlive(child)).toBe(true);
    await engine.stop(intent, 2_000, context);
    for (let round = 0; round < 100 && (await isAlive(child)); round += 1) await delay(10);
    expect(await isAlive(child)).toBe(false);
  });

  it('refuses a file that is no program, with the reason', async () => {
    const closed = join(world.home, 'closed');
    await copyFile(process.execPath, closed);
    await chmod(closed, 0o600);
    await expect(start('patient', { program: { ...node, reference: closed } })).rejects.toMatchObject({
      code: 'service-died',
      message: expect.stringContaining('may not be run'),
    });
    const broken = join(world.home, 'broken');
    await writeFile(broken, new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 1, 2, 3]), { mode: 0o700 });
    await expect(start('patient', { program: { ...node, reference: broken } })).rejects.toMatchObject({
      code: 'service-died',
      message: expect.stringContaining('no program'),
    });
  });

  it('follows a log across its rotation without losing a line', async () => {
    await start('patient');
    const log = join(world.labsFolder, 'one', 'logs', 'minio.log');
    const controller = new AbortController();
    const seen: string[] = [];
    const following = (async () => {
      for await (const line of engine.followLog('one', 'minio', {
        tailLines: 0,
        signal: controller.signal,
      })) {
        if (line.startsWith('n')) seen.push(line);
      }
    })();
    await world.say('one', 'minio', 'n1');
    while (seen.length < 1) await delay(5);
    {
      // Grows the log beyond the limit, without the time that 64 MiB of lines would take.
      await using handle = await open(log, 'r+');
      await handle.truncate(64 * 1024 * 1024);
    }
    await world.say('one', 'minio', '\nn2\nn3');
    while ((await engine.logTail('one', 'minio', 1))[0] !== 'n3') await delay(5);
    await engine.observe(intents);
    expect((await stat(log)).size).toBeLessThan(1024);
    await world.say('one', 'minio', 'n4');
    while (!seen.includes('n4')) await delay(5);
    controller.abort();
    await following;
    expect(seen).toEqual(['n1', 'n2', 'n3', 'n4']);
    expect(await engine.logTail('one', 'minio', 3)).toEqual(['n2', 'n3', 'n4']);
  }, 30_000);

  it('reads drives without following links', async () => {
    await start('patient');
    const drive = engine.places('one', 'minio').data;
    await writeFile(join(world.home, 'secret'), 'secret');
    await symlink(join(world.home, 'secret'), join(drive, 'link'));
    await symlink(world.home, join(drive, 'folder'));
    expect(await engine.drives.files('one', 'minio', '')).toEqual([]);
    for (const path of ['link', 'folder/secret']) {
      await expect(
        engine.drives.read('one', 'minio', { path })[Symbol.asyncIterator]().next(),
      ).rejects.toMatchObject({ code: 'invalid-input' });
      await expect(
        engine.drives.write('one', 'minio', { path, content: new Uint8Array() }),
      ).rejects.toMatchObject({ code: 'invalid-input' });
    }
    await engine.drives.remove('one', 'minio', '');
    expect(await readFile(join(world.home, 'secret'), 'utf8')).toBe('secret');
  });

  it('ends a tool that writes too much', async () => {
    const { program } = world.tool('echo');
    const command = { program, args: [join(world.home, 'tool.cjs'), 'loud'], environment: {} };
    await expect(engine.exec('one', command, context)).rejects.toMatchObject({ code: 'unsupported' });
    await expect(
      engine.exec('one', { ...command, program: { ...program, reference: '/nowhere' } }, context),
    ).rejects.toMatchObject({ code: 'not-found' });
  });

  it('looks through all processes in a few milliseconds', async () => {
    await start('patient');
    await engine.observe(intents);
    const begin = performance.now();
    for (let round = 0; round < 10; round += 1) await engine.observe(intents);
    expect((performance.now() - begin) / 10).toBeLessThan(30);
  });
});
