import { describe, expect, it } from 'vitest';
import { contextOf, type EngineBench, eventually } from './engine-bench.ts';

/** Starting, finding again, stopping. `bench` gives the bench of the running test. */
export function describeLifecycle(bench: () => EngineBench): void {
  describe('start, observe, stop', () => {
    it('shows a started service as running, with its pid, start and memory', async () => {
      const { intent, observation } = await bench().start('one', 'vault');
      expect(observation).toMatchObject({ service: 'vault', state: 'running', intentId: intent.id });
      const [seen] = await bench().engine.observe([intent]);
      expect(seen).toMatchObject({ state: 'running', pid: observation.pid, intentId: intent.id });
      expect(seen?.memoryBytes).toBeGreaterThan(0);
      if (bench().engine.kind !== 'fake' && process.platform === 'linux') {
        expect(seen?.cpuMs).toBeGreaterThanOrEqual(0);
      }
      expect(Date.parse(seen?.startedAt ?? '')).not.toBeNaN();
    });

    it('writes the files of the service before it runs', async () => {
      await bench().start('one', 'vault');
      const target = `${bench().engine.places('one', 'vault').files}/config/server.yaml`;
      expect(await bench().world.fileContent('one', target)).toBe('address: here\n');
    });

    it('stops a service, and stopping it again is fine', async () => {
      const { intent, pid } = await bench().start('one', 'vault');
      await bench().engine.stop(intent, 5_000, contextOf());
      expect(await bench().stateOf(intent)).toBe('stopped');
      expect(await bench().world.isAlive(pid)).toBe(false);
      await bench().engine.stop(intent, 5_000, contextOf());
    });

    it('ends a service that ignores the request when the grace is over', async () => {
      const { intent, pid } = await bench().start('one', 'vault', 'stubborn');
      await bench().engine.signal(intent, 'TERM');
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(await bench().stateOf(intent)).toBe('running');
      await bench().engine.stop(intent, 300, contextOf());
      expect(await bench().stateOf(intent)).toBe('stopped');
      expect(await bench().world.isAlive(pid)).toBe(false);
    });

    it('observes many intents at once, in their order', async () => {
      const first = await bench().start('one', 'vault');
      const second = await bench().start('one', 'kes');
      await bench().engine.stop(first.intent, 5_000, contextOf());
      const never = (await bench().prepare('one', 'minio')).intent;
      const states = (await bench().engine.observe([never, second.intent, first.intent])).map(
        ({ service, state }) => [service, state],
      );
      expect(states).toEqual([
        ['minio', 'stopped'],
        ['kes', 'running'],
        ['vault', 'stopped'],
      ]);
      expect(await bench().engine.observe([])).toEqual([]);
    });

    it('keeps two labs apart', async () => {
      const one = await bench().start('one', 'vault');
      const two = await bench().start('two', 'vault');
      await bench().engine.stop(one.intent, 5_000, contextOf());
      expect(await bench().stateOf(one.intent)).toBe('stopped');
      expect(await bench().stateOf(two.intent)).toBe('running');
    });

    it('gives a restarted service to the new intent', async () => {
      const first = await bench().start('one', 'vault');
      await bench().engine.stop(first.intent, 5_000, contextOf());
      const second = await bench().start('one', 'vault');
      const states = (await bench().engine.observe([first.intent, second.intent])).map(({ state }) => state);
      expect(states).toEqual(['stopped', 'running']);
    });

    it('starts the same intent only once', async () => {
      const { spec, intent, pid } = await bench().start('one', 'vault');
      expect(await bench().engine.start(spec, intent, contextOf())).toMatchObject({ pid, state: 'running' });
    });

    it('refuses a program that does not exist', async () => {
      await expect(bench().start('one', 'vault', 'missing')).rejects.toMatchObject({ code: 'service-died' });
    });

    it('shows a service that died at once as stopped, and keeps its last words', async () => {
      const { intent } = await bench().start('one', 'vault', 'crasher');
      await eventually(async () => (await bench().stateOf(intent)) === 'stopped');
      await eventually(async () => (await bench().engine.logTail('one', 'vault', 10)).includes('last words'));
    });
  });

  describe('what is ours', () => {
    it('is not a process with the same command line that started before the intent', async () => {
      const { program, args } = bench().world.service('one', 'vault', 'patient');
      const alien = await bench().world.startAlien(program, args);
      const { intent } = await bench().prepare('one', 'vault');
      expect(await bench().stateOf(intent)).toBe('stopped');
      await bench().engine.stop(intent, 1_000, contextOf());
      await bench().engine.signal(intent, 'KILL');
      expect(await bench().world.isAlive(alien)).toBe(true);
    });

    it('is not a process of another command line', async () => {
      const { intent } = await bench().start('one', 'vault');
      const other = { ...intent, id: 'other', args: [...intent.args, '--more'] };
      expect(await bench().stateOf(other)).toBe('stopped');
    });

    it('is seen as stopped when somebody else has killed it', async () => {
      const { intent, pid } = await bench().start('one', 'vault');
      await bench().world.kill(pid);
      await eventually(async () => (await bench().stateOf(intent)) === 'stopped');
    });
  });

  describe('signals', () => {
    it('pause and resume a service', async () => {
      const { intent } = await bench().start('one', 'vault');
      await bench().engine.pause(intent);
      expect(await bench().stateOf(intent)).toBe('paused');
      await bench().engine.resume(intent);
      expect(await bench().stateOf(intent)).toBe('running');
    });

    it('stop a paused service', async () => {
      const { intent } = await bench().start('one', 'vault');
      await bench().engine.pause(intent);
      await bench().engine.stop(intent, 5_000, contextOf());
      expect(await bench().stateOf(intent)).toBe('stopped');
    });

    it('end a service', async () => {
      const { intent } = await bench().start('one', 'vault', 'stubborn');
      await bench().engine.signal(intent, 'KILL');
      await eventually(async () => (await bench().stateOf(intent)) === 'stopped');
    });

    it('cannot pause what does not run', async () => {
      const { intent } = await bench().prepare('one', 'vault');
      await expect(bench().engine.pause(intent)).rejects.toMatchObject({ code: 'conflict' });
      await bench().engine.signal(intent, 'HUP');
    });
  });

  describe('cancelling a start', () => {
    it('before it begins starts nothing', async () => {
      const { spec, intent } = await bench().prepare('one', 'vault');
      await expect(bench().engine.start(spec, intent, contextOf(AbortSignal.abort()))).rejects.toMatchObject({
        code: 'cancelled',
      });
      expect(await bench().stateOf(intent)).toBe('stopped');
    });

    it.each([0, 1, 2, 4, 8])('after %d ms leaves either a running service or none', async (delayMs) => {
      const { spec, intent } = await bench().prepare('one', 'vault');
      const controller = new AbortController();
      const result = bench()
        .engine.start(spec, intent, contextOf(controller.signal))
        .then(
          ({ state }) => state,
          (thrown: unknown) => (thrown instanceof Error && 'code' in thrown ? thrown.code : thrown),
        );
      if (delayMs === 0) queueMicrotask(() => controller.abort());
      else setTimeout(() => controller.abort(), delayMs);
      const outcome = await result;
      expect(['running', 'cancelled']).toContain(outcome);
      expect(await bench().stateOf(intent)).toBe(outcome === 'running' ? 'running' : 'stopped');
    });
  });
}
