import { describe, expect, it } from 'vitest';
import type { Event } from '../events/event.ts';
import { ManualClock, settle } from '../testing/manual-clock.ts';
import { batch } from './event-batches.ts';

const event = (number: number): Event => ({
  at: `at ${number}`,
  source: 'log',
  service: 'kes',
  text: String(number),
  level: 'info',
  heartbeat: false,
});

function batching() {
  const clock = new ManualClock();
  const controller = new AbortController();
  const chunks: string[][] = [];
  const gaps: unknown[] = [];
  const hooks: {
    emit: (event: Event) => void;
    fail: (thrown: unknown) => void;
    end: AbortSignal | undefined;
    write: () => Promise<void>;
  } = {
    emit: () => undefined,
    fail: () => undefined,
    end: undefined,
    write: async () => undefined,
  };
  const running = batch(
    {
      clock,
      signal: controller.signal,
      write: async (events) => {
        await hooks.write();
        chunks.push(events.map(({ text }) => text));
        gaps.push(...events.filter(({ lost }) => lost !== undefined).map(({ at, lost }) => [at, lost]));
      },
    },
    async (emit, end) => {
      hooks.emit = emit;
      hooks.end = end;
      await new Promise<void>((resolve, reject) => {
        hooks.fail = reject;
        end.addEventListener('abort', () => resolve(), { once: true });
      });
    },
  );
  running.catch(() => undefined);
  return { clock, controller, chunks, gaps, hooks, running };
}

describe('a batch of events', () => {
  it('holds in order what came within 100 ms, and nothing is written where nothing came', async () => {
    const { clock, controller, chunks, hooks, running } = batching();
    hooks.emit(event(1));
    hooks.emit(event(2));
    await settle();
    expect(chunks).toEqual([]);
    await clock.advance(100);
    await clock.advance(100);
    hooks.emit(event(3));
    await clock.advance(100);
    expect(chunks).toEqual([['1', '2'], ['3']]);
    controller.abort();
    await running;
    expect(clock.sleeping).toBe(0);
  });

  it('drops the oldest when the reader is slower, and says in their place how many', async () => {
    const { clock, controller, chunks, gaps, hooks, running } = batching();
    for (let number = 0; number < 507; number += 1) hooks.emit(event(number));
    await clock.advance(100);
    expect(chunks[0]).toHaveLength(501);
    expect(chunks[0]?.slice(0, 2)).toEqual([
      '7 events were not shown: they came faster than they were read',
      '7',
    ]);
    expect(gaps).toEqual([['at 6', 7]]);
    hooks.emit(event(1));
    await clock.advance(100);
    expect(chunks[1]).toEqual(['1']);
    controller.abort();
    await running;
  });

  it('waits for a reader that takes its time, and loses nothing that fits', async () => {
    const { clock, controller, chunks, hooks, running } = batching();
    let release = (): void => undefined;
    hooks.write = async () => await new Promise<void>((resolve) => (release = resolve));
    hooks.emit(event(1));
    await clock.advance(100);
    hooks.emit(event(2));
    await clock.advance(1000);
    expect(chunks).toEqual([]);
    release();
    await settle();
    hooks.write = async () => undefined;
    await clock.advance(100);
    expect(chunks).toEqual([['1'], ['2']]);
    controller.abort();
    await running;
  });

  it.each(['the services', 'the reader'])('ends as a whole when %s fail', async (who) => {
    const { clock, hooks, running } = batching();
    if (who === 'the services') hooks.fail(new Error('broken'));
    else {
      hooks.write = async () => {
        throw new Error('broken');
      };
      hooks.emit(event(1));
      await clock.advance(100);
    }
    await expect(running).rejects.toThrow('broken');
    await settle();
    expect(hooks.end?.aborted).toBe(true);
    expect(clock.sleeping).toBe(0);
  });
});
