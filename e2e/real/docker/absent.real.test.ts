import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { EngineCandidate } from '#shared/contract/engines.ts';
import { LabSummary, PlanView, UpResult } from '#shared/contract/labs.ts';
import { Finding } from '#shared/contract/system.ts';
import { describeOutcome, NO_DOCKER, Sandbox } from '../fixtures/sandbox.ts';
import { describeOnDocker } from './fixtures/docker-here.ts';
import { DockerSandbox } from './fixtures/docker-sandbox.ts';

const without = new Sandbox();

afterAll(async () => {
  await without.close();
});

describe('a machine without Docker', () => {
  it('refuses a lab on Docker, says where it looked and what else there is, and leaves nothing', async () => {
    const outcome = await without.run(['up', 'wanted', '--engine', 'docker', '--json']);
    expect(outcome.code, describeOutcome(outcome)).toBe(1);
    expect(JSON.parse(outcome.stdout)).toMatchObject({
      error: {
        code: 'no-engine',
        message: 'Docker does not answer. There is no /nowhere/docker.sock.',
        fix: expect.stringContaining('--engine process'),
        details: { evidence: ['DOCKER_HOST: There is no /nowhere/docker.sock.'] },
      },
    });
    expect(await without.leftovers()).toEqual([]);
  });

  it('runs labs as processes by itself, and tells why in the plan', async () => {
    const plan = await without.json(PlanView, ['plan', 'any']);
    expect(plan).toMatchObject({
      engine: 'process',
      engineReason:
        'Docker does not answer, so it runs as processes of this machine. There is no /nowhere/docker.sock.',
    });
    expect(plan.steps.filter(({ id }) => id.startsWith('image-'))).toEqual([]);
  });

  it('has no fault for the doctor, unless the settings ask for Docker', async () => {
    const findDocker = async (): Promise<z.infer<typeof Finding> | undefined> => {
      const { stdout } = await without.run(['doctor', '--json']);
      const { findings } = z.object({ findings: z.array(Finding) }).parse(JSON.parse(stdout));
      return findings.find(({ id }) => id === 'machine.docker');
    };
    expect(await findDocker()).toMatchObject({ ok: true });
    expect((await without.run(['settings', 'engine', 'docker'])).code).toBe(0);
    expect(await findDocker()).toMatchObject({ ok: false, fix: expect.stringContaining('DOCKER_HOST') });
    const outcome = await without.run(['up', 'wanted']);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain('Docker does not answer');
    await rm(join(without.home, 'settings.json'));
  });
});

describeOnDocker('a lab on Docker while the engine is stopped', () => {
  const sandbox = new DockerSandbox();
  const STOPPED = { DOCKER_HOST: NO_DOCKER };

  afterAll(async () => {
    await sandbox.close();
  });

  it('is refused to be changed, with the reason; once the engine is back it works and goes without a trace', async () => {
    expect(await sandbox.json(UpResult, ['up', 'there', '--engine', 'docker'])).toMatchObject({
      engine: 'docker',
    });
    for (const args of [
      ['up', 'there'],
      ['down', 'there'],
      ['rm', 'there', '--yes'],
      ['status', 'there'],
    ]) {
      const outcome = await sandbox.run([...args, '--json'], STOPPED);
      expect(outcome.code, describeOutcome(outcome)).toBe(1);
      expect(JSON.parse(outcome.stdout), args.join(' ')).toMatchObject({
        error: { code: 'no-engine', fix: expect.any(String) },
      });
    }
    const list = await sandbox.run(['ls', '--json'], STOPPED);
    expect(LabSummary.array().parse(JSON.parse(list.stdout))).toMatchObject([
      { name: 'there', error: { code: 'no-engine' } },
    ]);
    expect(await sandbox.json(LabSummary.array(), ['ls'])).toMatchObject([{ status: 'running' }]);
    expect((await sandbox.run(['rm', 'there', '--yes'])).code).toBe(0);
    expect(await sandbox.leftovers()).toEqual([]);
  });
});

const DOCKERD = ['/usr/sbin/dockerd', '/usr/bin/dockerd'].find((path) => existsSync(path));

/** An engine of our own, good enough to be found: it reaches no network, so it runs no labs. */
class OwnEngine {
  readonly #folder: string;
  #child: ChildProcess | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  get socket(): string {
    return join(this.#folder, 'docker.sock');
  }

  async start(): Promise<void> {
    const at = (name: string): string => join(this.#folder, name);
    const own = ['--host', `unix://${this.socket}`, '--data-root', at('data'), '--exec-root', at('exec')];
    const bare = ['--pidfile', at('pid'), '--bridge=none', '--iptables=false', '--storage-driver=vfs'];
    // In a network of its own: an engine without a bridge removes docker0, also where another engine needs it.
    this.#child = spawn('unshare', ['--net', DOCKERD ?? '', ...own, ...bare], { stdio: 'ignore' });
    for (let attempt = 0; attempt < 200; attempt += 1) {
      if (existsSync(this.socket)) return;
      await delay(50);
    }
    throw new Error('The second dockerd did not come up within 10 s.');
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
    this.#child = undefined;
  }
}

describe('an engine that is stopped and started', () => {
  it('is found while it answers, and told with the reason while it does not', async ({ skip }) => {
    skip(DOCKERD === undefined || process.getuid?.() !== 0, 'needs dockerd, and root to start it');
    const folder = await mkdtemp(join(tmpdir(), 'sl-dockerd-'));
    const engine = new OwnEngine(folder);
    const look = async (): Promise<z.infer<typeof EngineCandidate>> => {
      const outcome = await without.run(['engines', '--json'], { DOCKER_HOST: `unix://${engine.socket}` });
      const [first] = z.array(EngineCandidate).parse(JSON.parse(outcome.stdout));
      if (first === undefined) throw new Error(describeOutcome(outcome));
      return first;
    };
    try {
      await engine.start();
      expect(await look()).toMatchObject({ state: 'works', isTaken: true });
      engine.signal('SIGSTOP');
      expect(await look()).toMatchObject({
        state: 'failed',
        reason: `${engine.socket} gives no answer within 2 s.`,
      });
      engine.signal('SIGCONT');
      expect(await look()).toMatchObject({ state: 'works' });
      await engine.stop();
      expect(await look()).toMatchObject({ state: 'failed', isTaken: false });
      await engine.start();
      expect(await look()).toMatchObject({ state: 'works' });
    } finally {
      engine.signal('SIGCONT');
      await engine.stop();
      unmountBelow(folder);
      await rm(folder, { recursive: true, force: true });
    }
  });
});

/** An engine mounts parts of its own folders, and leaves them mounted. */
function unmountBelow(folder: string): void {
  const mounts = execFileSync('cat', ['/proc/self/mounts'], { encoding: 'utf8' });
  for (const line of mounts.split('\n')) {
    const [, place = ''] = line.split(' ');
    if (place.startsWith(`${folder}/`)) execFileSync('umount', [place]);
  }
}
