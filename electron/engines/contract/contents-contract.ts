import { describe, expect, it } from 'vitest';
import type { ExecResult } from '#core/ports/engine.ts';
import type { OperationContext } from '#core/ports/operation-context.ts';
import { contextOf, type EngineBench, eventually } from './engine-bench.ts';
import type { ToolMode } from './engine-world.ts';
import { describeTerminals } from './terminal-contract.ts';

/** Logs, tools, drives and the end of a lab. `bench` gives the bench of the running test. */
export function describeContents(bench: () => EngineBench): void {
  describe('logs', () => {
    it('tell the newest lines, oldest first', async () => {
      await bench().start('one', 'vault');
      for (const line of ['one', 'two', 'three', 'four']) await bench().world.say('one', 'vault', line);
      await eventually(async () => (await bench().engine.logTail('one', 'vault', 1))[0] === 'four');
      expect(await bench().engine.logTail('one', 'vault', 2)).toEqual(['three', 'four']);
      expect(await bench().engine.logTail('one', 'vault', 0)).toEqual([]);
      expect(await bench().engine.logTail('one', 'never-started', 5)).toEqual([]);
    });

    it('are followed from the last lines on, until the signal aborts', async () => {
      await bench().start('one', 'vault');
      for (const line of ['one', 'two']) await bench().world.say('one', 'vault', line);
      await eventually(async () => (await bench().engine.logTail('one', 'vault', 1))[0] === 'two');
      const controller = new AbortController();
      const seen: string[] = [];
      const following = (async () => {
        for await (const line of bench().engine.followLog('one', 'vault', {
          tailLines: 1,
          signal: controller.signal,
        }))
          seen.push(line);
      })();
      await eventually(async () => seen.length === 1);
      for (const line of ['three', 'four', 'fünf']) await bench().world.say('one', 'vault', line);
      await eventually(async () => seen.length === 4);
      controller.abort();
      await following;
      expect(seen).toEqual(['two', 'three', 'four', 'fünf']);
    });
  });

  describe('tools', () => {
    const run = (mode: ToolMode, context: OperationContext): Promise<ExecResult> => {
      const { program, args } = bench().world.tool(mode);
      return bench().engine.exec(
        'one',
        { program, args: [...args, 'an argument', '$HOME'], environment: { WORD: 'sun' }, stdin: 'input' },
        context,
      );
    };

    it('run with their arguments, input and environment, and tell how they ended', async () => {
      const { exitCode, stdout, stderr } = await run('echo', contextOf());
      expect({ exitCode, stdout, stderr }).toEqual({
        exitCode: 3,
        stdout: 'input|an argument|$HOME|sun',
        stderr: 'to stderr',
      });
    });

    it('are ended by the signal', async () => {
      const controller = new AbortController();
      const result = run('endless', contextOf(controller.signal));
      setTimeout(() => controller.abort(), 50);
      await expect(result).rejects.toMatchObject({ code: 'cancelled' });
      await expect(run('echo', contextOf(AbortSignal.abort()))).rejects.toMatchObject({
        code: 'cancelled',
      });
    });
  });

  describeTerminals(bench);

  describe('drives', () => {
    const bytes = Uint8Array.from({ length: 200_000 }, (_, index) => index % 251);

    async function readAll(range: { path: string; offset?: number; length?: number }): Promise<Uint8Array> {
      const chunks: Uint8Array[] = [];
      for await (const chunk of bench().engine.drives.read('one', 'minio1', range)) chunks.push(chunk);
      return Buffer.concat(chunks);
    }

    it('are those of the MinIO nodes', async () => {
      await bench().start('one', 'vault');
      await bench().start('one', 'minio2');
      await bench().start('one', 'minio1');
      expect(await bench().engine.drives.list('one')).toEqual(['minio1', 'minio2']);
      expect(await bench().engine.drives.list('two')).toEqual([]);
    });

    it('give files and ranges of bytes', async () => {
      await bench().start('one', 'minio1');
      await bench().engine.drives.write('one', 'minio1', { path: 'bucket/object/xl.meta', content: bytes });
      await bench().engine.drives.write('one', 'minio1', {
        path: 'bucket/other/xl.meta',
        content: new Uint8Array([1]),
      });
      expect(await bench().engine.drives.files('one', 'minio1', 'bucket')).toEqual([
        { path: 'bucket/object/xl.meta', sizeBytes: 200_000 },
        { path: 'bucket/other/xl.meta', sizeBytes: 1 },
      ]);
      expect(await bench().engine.drives.files('one', 'minio1', 'bucket/other')).toHaveLength(1);
      expect(await bench().engine.drives.files('one', 'minio1', 'nothing')).toEqual([]);
      const path = 'bucket/object/xl.meta';
      expect(Buffer.compare(await readAll({ path }), bytes)).toBe(0);
      expect(
        Buffer.compare(await readAll({ path, offset: 65_530, length: 100 }), bytes.slice(65_530, 65_630)),
      ).toBe(0);
      expect(await readAll({ path, offset: 199_999, length: 100 })).toHaveLength(1);
      expect(await readAll({ path, offset: 500_000 })).toHaveLength(0);
      await expect(readAll({ path: 'bucket/none' })).rejects.toMatchObject({ code: 'not-found' });
    });

    it('lose what is removed and nothing else', async () => {
      await bench().start('one', 'minio1');
      for (const path of ['a/b/one', 'a/two', 'ab'])
        await bench().engine.drives.write('one', 'minio1', { path, content: bytes });
      await bench().engine.drives.remove('one', 'minio1', 'a');
      await bench().engine.drives.remove('one', 'minio1', 'a');
      expect((await bench().engine.drives.files('one', 'minio1', '')).map(({ path }) => path)).toEqual([
        'ab',
      ]);
      await bench().engine.drives.remove('one', 'minio1', '');
      expect(await bench().engine.drives.files('one', 'minio1', '')).toEqual([]);
      expect(await bench().engine.drives.list('one')).toEqual(['minio1']);
    });

    it.each(['../vault/secret', '/etc/passwd', 'a/../../b', '..'])('refuse the path %s', async (path) => {
      await bench().start('one', 'minio1');
      const refusal = { code: 'invalid-input' };
      await expect(bench().engine.drives.files('one', 'minio1', path)).rejects.toMatchObject(refusal);
      await expect(readAll({ path })).rejects.toMatchObject(refusal);
      await expect(
        bench().engine.drives.write('one', 'minio1', { path, content: bytes }),
      ).rejects.toMatchObject(refusal);
      await expect(bench().engine.drives.remove('one', 'minio1', path)).rejects.toMatchObject(refusal);
    });

    it('are left alone by whoever has cancelled already', async () => {
      const { engine } = bench();
      await bench().start('one', 'minio1');
      await engine.drives.write('one', 'minio1', { path: 'a', content: bytes });
      const signal = AbortSignal.abort();
      const cancelled = { code: 'cancelled' };
      const at = { path: 'a', signal };
      await expect(engine.drives.files('one', 'minio1', at)).rejects.toMatchObject(cancelled);
      await expect(
        engine.drives.read('one', 'minio1', at)[Symbol.asyncIterator]().next(),
      ).rejects.toMatchObject(cancelled);
      await expect(
        engine.drives.write('one', 'minio1', { ...at, content: new Uint8Array(1) }),
      ).rejects.toMatchObject(cancelled);
      await expect(engine.drives.remove('one', 'minio1', at)).rejects.toMatchObject(cancelled);
      await expect(engine.clearData('one', 'minio1', signal)).rejects.toMatchObject(cancelled);
      expect(await engine.drives.files('one', 'minio1', '')).toEqual([
        { path: 'a', sizeBytes: bytes.length },
      ]);
    });

    it('end a read in the middle when it is cancelled, and answer the next one', async () => {
      const { engine } = bench();
      if (engine.kind === 'fake') return;
      await bench().start('one', 'minio1');
      const content = new Uint8Array(8_000_000);
      await engine.drives.write('one', 'minio1', { path: 'big', content });
      const controller = new AbortController();
      let seenBytes = 0;
      const reading = (async () => {
        const { signal } = controller;
        for await (const chunk of engine.drives.read('one', 'minio1', { path: 'big', signal })) {
          seenBytes += chunk.length;
          controller.abort();
        }
      })();
      await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
      expect(seenBytes).toBeLessThan(content.length);
      expect(await engine.drives.files('one', 'minio1', '')).toHaveLength(1);
    });

    it('are emptied with the data of their service', async () => {
      const { intent } = await bench().start('one', 'minio1');
      await bench().engine.drives.write('one', 'minio1', { path: 'a', content: bytes });
      await bench().engine.stop(intent, 5_000, contextOf());
      await bench().engine.clearData('one', 'minio1');
      expect(await bench().engine.drives.files('one', 'minio1', '')).toEqual([]);
      await bench().engine.clearData('one', 'never-started');
    });
  });

  describe('remove', () => {
    it('leaves nothing of the lab, and can be run again', async () => {
      const vault = await bench().start('one', 'vault');
      const minio = await bench().start('one', 'minio1');
      const other = await bench().start('two', 'minio1');
      await bench().world.say('one', 'vault', 'a line');
      const intents = [vault.intent, minio.intent];
      await bench().engine.remove('one', intents, contextOf());
      expect((await bench().engine.observe(intents)).map(({ state }) => state)).toEqual([
        'stopped',
        'stopped',
      ]);
      expect(await bench().world.isAlive(vault.pid)).toBe(false);
      expect(await bench().engine.drives.list('one')).toEqual([]);
      expect(await bench().engine.logTail('one', 'vault', 5)).toEqual([]);
      expect(
        await bench().world.fileContent(
          'one',
          `${bench().engine.places('one', 'vault').files}/config/server.yaml`,
        ),
      ).toBeUndefined();
      await bench().engine.remove('one', intents, contextOf());
      expect(await bench().stateOf(other.intent)).toBe('running');
      expect(await bench().engine.drives.list('two')).toEqual(['minio1']);
    });
  });
}
