import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contextOf, EngineBench, eventually } from '../contract/engine-bench.ts';
import { describeEngineContract } from '../engine-contract.ts';
import { createDockerEngine } from './docker-engine.ts';
import {
  assertNothingIsLeft,
  connect,
  type DockerWorldOfTests,
  isPossible,
  makeWorld,
  toolbox as toolboxBinary,
} from './testing/docker-world.ts';

/** A program of its own that holds a toolbox and a terminal. */
const HOLDER = fileURLToPath(new URL('./testing/holder.ts', import.meta.url));

const title = isPossible
  ? 'with Docker'
  : 'skipped: needs Docker, /bin/busybox (static) and the toolbox in SEALAB_TEST_BINARIES';

describe.skipIf(!isPossible)(title, { timeout: 60_000 }, () => {
  describeEngineContract('the Docker engine', makeWorld);

  describe('the Docker engine', () => {
    let world: DockerWorldOfTests;
    let bench: EngineBench;
    beforeEach(async () => {
      world = await makeWorld();
      bench = new EngineBench(world);
    });
    afterEach(async () => {
      await bench[Symbol.asyncDispose]();
    });

    const nameOf = (service: string): string => `sealab-${world.homeId}-one-${service}`;
    /** Starts busybox as a web server of the files of its service. */
    async function startServer(service: string, hostPort: number) {
      const { spec, intent } = await bench.prepare('one', service);
      const ports = [
        { name: 'api', hostPort, containerPort: 9000 },
        { name: 'cluster', hostPort: hostPort + 1, containerPort: 9001 },
      ];
      const args = ['httpd', '-f', '-p', '9000', '-h', '/etc/sealab'];
      await bench.engine.start({ ...spec, args, ports }, intent, contextOf());
      return intent;
    }
    /** Whether another container of the lab finds the name. A static glibc resolves none by itself. */
    async function isFound(name: string): Promise<boolean> {
      const args = ['nslookup', name, '127.0.0.11'];
      const { stdout } = await bench.engine.exec(
        'one',
        { program: world.program, args, environment: {} },
        contextOf(),
      );
      return stdout.includes(`Name:\t${name}`);
    }

    it('gives a container no rights, no way to write but its volumes, and ports on 127.0.0.1 only', async () => {
      await startServer('vault', 21_910);
      const { HostConfig, Config, NetworkSettings } = await world.docker
        .getContainer(nameOf('vault'))
        .inspect();
      expect(HostConfig).toMatchObject({ CapDrop: ['ALL'], ReadonlyRootfs: true, Privileged: false });
      expect(HostConfig.SecurityOpt).toEqual(['no-new-privileges:true']);
      expect(Config.User).toBe('1000:1000');
      expect(HostConfig.Binds).toBeNull();
      expect(NetworkSettings.Ports).toEqual({ '9000/tcp': [{ HostIp: '127.0.0.1', HostPort: '21910' }] });
      const args = [
        'sh',
        '-c',
        'busybox id -u; busybox stat -c "%a %u" /etc/sealab /etc/sealab/config /etc/sealab/config/server.yaml',
      ];
      const exec = await world.docker
        .getContainer(nameOf('vault'))
        .exec({ Cmd: ['/usr/bin/busybox', ...args], AttachStdout: true, Tty: true });
      let text = '';
      for await (const chunk of await exec.start({ Tty: true })) text += String(chunk);
      expect(text.trim().split(/\s*\n/)).toEqual(['1000', '700 1000', '700 1000', '600 1000']);
    });

    it('cuts a service off the network and puts it back, with its name and its port', async () => {
      const intent = await startServer('kes', 21_920);
      const own = async (): Promise<string> =>
        await fetch('http://127.0.0.1:21920/config/server.yaml', { signal: AbortSignal.timeout(2_000) })
          .then(async (answer) => await answer.text())
          .catch(() => 'unreachable');
      expect(await isFound('kes')).toBe(true);
      await eventually(async () => (await own()) === 'address: here\n');
      await bench.engine.disconnect(intent);
      expect(await isFound('kes')).toBe(false);
      expect(await own()).toBe('unreachable');
      await bench.engine.disconnect(intent);
      await bench.engine.reconnect(intent);
      await bench.engine.reconnect(intent);
      expect(await isFound('kes')).toBe(true);
      await eventually(async () => (await own()) === 'address: here\n');
    });

    it('observes services without waiting for what Docker measures once a second', async () => {
      const { intent } = await bench.start('one', 'vault');
      const tookMs: number[] = [];
      for (let round = 0; round < 3; round += 1) {
        const begin = performance.now();
        const [seen] = await bench.engine.observe([intent]);
        tookMs.push(performance.now() - begin);
        expect(seen?.memoryBytes).toBeGreaterThan(0);
      }
      expect(Math.min(...tookMs)).toBeLessThan(400);
    });

    it('says that a port is taken, and leaves no container', async () => {
      await startServer('vault', 21_930);
      await expect(startServer('kes', 21_930)).rejects.toMatchObject({ code: 'port-taken' });
      await expect(world.docker.getContainer(nameOf('kes')).inspect()).rejects.toMatchObject({
        statusCode: 404,
      });
    });

    it('goes on after containers, networks and volumes were removed by hand', async () => {
      const { intent } = await bench.start('one', 'minio1');
      await world.docker.getContainer(nameOf('minio1')).remove({ force: true });
      expect(await bench.stateOf(intent)).toBe('stopped');
      await bench.engine.stop(intent, 1_000, contextOf());
      expect(await bench.engine.logTail('one', 'minio1', 5)).toEqual([]);
      await world.docker.getNetwork(`sealab-${world.homeId}-one`).remove();
      await world.docker.getVolume(nameOf('minio1-files')).remove();
      await world.docker.getVolume(nameOf('minio1')).remove();
      expect(await bench.engine.drives.list('one')).toEqual([]);
      expect(await bench.engine.drives.files('one', 'minio1', '')).toEqual([]);
      const again = await bench.start('one', 'minio1');
      expect(await bench.stateOf(again.intent)).toBe('running');
      await bench.engine.drives.write('one', 'minio1', { path: 'a', content: new Uint8Array(3) });
      const [toolbox] = await world.containers('toolbox');
      await world.docker.getContainer(toolbox?.Id ?? '').remove({ force: true });
      expect(await bench.engine.drives.files('one', 'minio1', '')).toEqual([{ path: 'a', sizeBytes: 3 }]);
    });

    it('names what is in its way, and touches nothing that is not its own', async () => {
      const [container, volume, network] = [
        nameOf('vault'),
        nameOf('kes-files'),
        `sealab-${world.homeId}-two`,
      ];
      const foreign = await world.docker.createContainer({ name: container, Image: world.program.reference });
      await world.docker.createVolume({ Name: volume });
      const foreignNetwork = await world.docker.createNetwork({ Name: network });
      try {
        for (const [start, fix] of [
          [async () => await bench.start('one', 'vault'), `docker rm -f ${container}`],
          [async () => await bench.start('one', 'kes'), `docker volume rm ${volume}`],
          [async () => await bench.start('two', 'vault'), `docker network rm ${network}`],
        ] as const) {
          await expect(start()).rejects.toMatchObject({
            code: 'conflict',
            fix: expect.stringContaining(fix),
          });
        }
        for (const lab of ['one', 'two']) await bench.engine.remove(lab, [], contextOf());
        expect((await foreign.inspect()).State.Status).toBe('created');
        expect((await world.docker.getVolume(volume).inspect()).Name).toBe(volume);
        expect((await foreignNetwork.inspect()).Name).toBe(network);
      } finally {
        await foreign.remove();
        await world.docker.getVolume(volume).remove();
        await foreignNetwork.remove();
      }
    });

    it('removes a network that somebody has put a container on, and leaves that container', async () => {
      await bench.start('one', 'vault');
      const guest = await world.docker.createContainer({
        Image: world.program.reference,
        Cmd: ['sleep', '60'],
      });
      try {
        await guest.start();
        await world.docker.getNetwork(`sealab-${world.homeId}-one`).connect({ Container: guest.id });
        await bench.engine.remove('one', [], contextOf());
        expect((await guest.inspect()).State.Running).toBe(true);
      } finally {
        await guest.remove({ force: true });
      }
    });

    it('lists ten thousand files quickly, and follows no link', async () => {
      await bench.start('one', 'minio1');
      const script =
        'cd /data; all=$(busybox seq 100); busybox mkdir $(for i in $all; do echo d$i; done); ' +
        'for i in $all; do for j in $all; do : > d$i/f$j; done; done; ' +
        'busybox ln -s /data/d1 link; busybox ln -s /etc/passwd out';
      const exec = await world.docker
        .getContainer(nameOf('minio1'))
        .exec({ Cmd: ['/usr/bin/busybox', 'sh', '-c', script], AttachStdout: true });
      for await (const _chunk of await exec.start({}));
      await bench.engine.drives.files('one', 'minio1', 'd1');
      const begin = performance.now();
      expect(await bench.engine.drives.files('one', 'minio1', '')).toHaveLength(10_000);
      expect(performance.now() - begin).toBeLessThan(2_000);
      for (const path of ['link/f1', 'out']) {
        const reading = bench.engine.drives.read('one', 'minio1', { path })[Symbol.asyncIterator]().next();
        await expect(reading).rejects.toMatchObject({ code: 'invalid-input' });
      }
    });

    it('reads many files at once, and the rest of none that its reader leaves', async () => {
      await bench.start('one', 'minio1');
      const content = new Uint8Array(3_000_000).fill(7);
      const { drives } = bench.engine;
      for (const path of ['a', 'b', 'c']) await drives.write('one', 'minio1', { path, content });
      for await (const chunk of drives.read('one', 'minio1', { path: 'a' })) {
        expect(chunk.length).toBeGreaterThan(0);
        break;
      }
      const sizes = await Promise.all(
        ['a', 'b', 'c', 'a', 'b', 'c', 'a', 'b'].map(async (path) => {
          let size = 0;
          for await (const chunk of drives.read('one', 'minio1', { path })) size += chunk.length;
          return size;
        }),
      );
      expect(sizes).toEqual(Array.from({ length: 8 }, () => 3_000_000));
    });

    it('stops the toolbox with the last service of the lab', async () => {
      const one = await bench.start('one', 'minio1');
      const other = await bench.start('one', 'vault');
      await bench.engine.drives.files('one', 'minio1', '');
      await bench.engine.stop(one.intent, 2_000, contextOf());
      expect((await world.containers('toolbox')).map(({ State }) => State)).toEqual(['running']);
      await bench.engine.stop(other.intent, 2_000, contextOf());
      expect(await world.containers('toolbox')).toEqual([]);
      // A stopped lab can still be looked at.
      expect(await bench.engine.drives.files('one', 'minio1', '')).toEqual([]);
    });

    it('ends a toolbox that nobody uses, also of a stopped lab, and starts another when it is needed', async () => {
      const { intent } = await bench.start('one', 'minio1');
      await bench.engine.stop(intent, 2_000, contextOf());
      const engine = createDockerEngine({
        connect,
        homeId: world.homeId,
        toolbox: toolboxBinary,
        toolboxIdleMs: 300,
      });
      expect(await engine.drives.files('one', 'minio1', '')).toEqual([]);
      const [first] = await world.containers('toolbox');
      expect(first?.State).toBe('running');
      await eventually(async () => (await world.containers('toolbox')).length === 0);
      expect(await engine.drives.files('one', 'minio1', '')).toEqual([]);
      expect((await world.containers('toolbox')).map(({ Id }) => Id)).not.toEqual([first?.Id]);
      await eventually(async () => (await world.containers('toolbox')).length === 0);
    });

    it('leaves no toolbox and no running terminal when its program is killed', async () => {
      await bench.start('one', 'minio1');
      const child = spawn(process.execPath, [HOLDER, world.homeId, world.program.reference], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [said] = await once(child.stdout, 'data');
      expect(String(said)).toContain('holds');
      expect((await world.containers('toolbox')).map(({ State }) => State)).toEqual(['running']);
      expect((await world.containers('terminal')).map(({ State }) => State)).toEqual(['running']);
      child.kill('SIGKILL');
      await eventually(async () => (await world.containers('toolbox')).length === 0);
      await eventually(async () => (await world.containers('terminal'))[0]?.State === 'exited');
    });

    it('asks no Docker about processes, and removes nothing where none answers', async () => {
      const noConnection = async (): Promise<never> => {
        throw Object.assign(new Error('connect ENOENT'), { code: 'ENOENT' });
      };
      const away = createDockerEngine({
        connect: noConnection,
        homeId: '00000000',
        toolbox: noConnection,
      });
      const { intent } = await bench.prepare('one', 'vault');
      const process = { ...intent, reference: '/usr/bin/vault' };
      expect(await away.observe([process])).toEqual([
        { service: 'vault', state: 'stopped', intentId: intent.id },
      ]);
      await away.stop(process, 1, contextOf());
      await away.remove('one', [process], contextOf());
      await expect(away.remove('one', [intent], contextOf())).rejects.toMatchObject({ code: 'no-engine' });
      await expect(away.observe([intent])).rejects.toMatchObject({ code: 'no-engine' });
    });
  });
});

afterAll(assertNothingIsLeft);
