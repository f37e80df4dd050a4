import { describe, expect, it } from 'vitest';
import type { Terminal, TerminalSize } from '#core/ports/engine.ts';
import { contextOf, type EngineBench, eventually } from './engine-bench.ts';

const SIZE: TerminalSize = { columns: 100, rows: 30 };

/** Programs in terminals: on Docker. Processes have none yet, the fake never has; both say so. */
export function describeTerminals(bench: () => EngineBench): void {
  describe('terminals', () => {
    const open = async (signal?: AbortSignal): Promise<Terminal> => {
      const { engine, world } = bench();
      // So that the bench removes the lab afterwards.
      await bench().prepare('one', 'vault');
      const { program, args } = world.tool('terminal');
      const command = { program, args, environment: { WORD: 'sun' }, size: SIZE };
      return await engine.openTerminal('one', command, contextOf(signal));
    };
    const withTerminals = async (test: () => Promise<void>): Promise<void> => {
      if (bench().engine.kind === 'docker') await test();
      else await expect(open()).rejects.toMatchObject({ code: 'unsupported' });
    };

    it('have a size that follows, take input, and tell how the program ended', async () => {
      await withTerminals(async () => {
        await using terminal = await open();
        let text = '';
        const reading = (async () => {
          const decoder = new TextDecoder();
          for await (const bytes of terminal.output) text += decoder.decode(bytes, { stream: true });
        })();
        await terminal.write(new TextEncoder().encode('begin\r'));
        await eventually(async () => text.includes('30 100\r\n'));
        await terminal.resize({ columns: 132, rows: 43 });
        await terminal.write(new TextEncoder().encode('a wörd\r'));
        await reading;
        expect(text).toContain('got a wörd\r\n');
        expect(text).toContain('43 132\r\n');
        expect(await terminal.exited).toBe(5);
        await terminal.resize(SIZE);
        await terminal.write(new Uint8Array(3));
      });
    });

    it('end their program when they are closed', async () => {
      await withTerminals(async () => {
        const terminal = await open();
        await terminal[Symbol.asyncDispose]();
        expect(await terminal.exited).toBeGreaterThan(128);
        await terminal[Symbol.asyncDispose]();
      });
    });

    it('are not opened by whoever has cancelled', async () => {
      await withTerminals(async () => {
        await expect(open(AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
      });
    });
  });
}
