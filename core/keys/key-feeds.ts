import type { z } from 'zod';
import type { KeyGraph, KeyUse, KeyUses, ObjectCount } from '#shared/contract/keys.ts';
import type { LabPorts } from '../labs/lab-ports.ts';
import { openLab } from '../labs/open-lab.ts';
import type { OperationLog } from '../operations.ts';
import type { OperationContext } from '../ports/operation-context.ts';
import { countObjects } from './count-objects.ts';
import { KeyWatch } from './key-watch.ts';
import { UseQueue } from './use-queue.ts';

interface Running {
  readonly watch: KeyWatch;
  readonly controller: AbortController;
  readonly ended: Promise<void>;
  listeners: number;
}

/** One watch for each lab that somebody listens to: the first who listens starts it, the last one ends it. */
export class KeyFeeds {
  readonly #ports: LabPorts;
  readonly #operations: OperationLog;
  readonly #running = new Map<string, Running>();
  readonly #counts = new Map<string, Map<string, ObjectCount>>();

  constructor(ports: LabPorts, operations: OperationLog) {
    this.#ports = ports;
    this.#operations = operations;
  }

  /** Publishes the picture of a lab's keys when it says something else, until the signal aborts. */
  async graph(
    lab: string,
    { signal, publish }: { readonly signal: AbortSignal; readonly publish: (graph: KeyGraph) => void },
  ): Promise<void> {
    await this.#with(lab, signal, async (watch, end) => {
      const stop = watch.listen({ onGraph: publish });
      await aborted(end);
      stop();
    });
  }

  /** Writes uses in batches, until the signal aborts. Who reads too slowly loses the oldest, and is told how many. */
  async uses(
    lab: string,
    {
      signal,
      write,
    }: { readonly signal: AbortSignal; readonly write: (uses: z.infer<typeof KeyUses>) => Promise<void> },
  ): Promise<void> {
    await this.#with(lab, signal, async (watch, end) => {
      const queue = new UseQueue();
      const stop = watch.listen({ onUses: (uses: readonly KeyUse[], lost) => queue.add(uses, lost) });
      try {
        await queue.drain({ clock: this.#ports.clock, signal: end, write });
      } finally {
        stop();
      }
    });
  }

  /**
   * Counts how the objects of a bucket are encrypted, and remembers it for the picture. Throws what `countObjects` and
   * `openLab` throw.
   */
  async count(
    { lab, bucket, limit }: { readonly lab: string; readonly bucket: string; readonly limit: number },
    context: OperationContext,
  ): Promise<ObjectCount> {
    const { session } = await openLab(this.#ports, lab);
    const source = { lab, drives: session.engine.drives };
    const counted = await countObjects(source, { bucket, limit }, context);
    const count = { ...counted, at: this.#ports.clock.now().toISOString() };
    this.#countsOf(lab).set(bucket, count);
    return count;
  }

  #countsOf(lab: string): Map<string, ObjectCount> {
    const known = this.#counts.get(lab) ?? new Map<string, ObjectCount>();
    this.#counts.set(lab, known);
    return known;
  }

  async #with(
    lab: string,
    signal: AbortSignal,
    use: (watch: KeyWatch, end: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const running = this.#running.get(lab) ?? this.#start(lab);
    running.listeners += 1;
    const left = new AbortController();
    const end = AbortSignal.any([signal, left.signal]);
    try {
      await Promise.race([running.ended, use(running.watch, end)]);
    } finally {
      left.abort();
      running.listeners -= 1;
      if (running.listeners === 0) {
        if (this.#running.get(lab) === running) this.#running.delete(lab);
        running.controller.abort();
      }
    }
  }

  #start(lab: string): Running {
    const controller = new AbortController();
    const watch = new KeyWatch(this.#ports, this.#operations, {
      lab,
      counts: this.#countsOf(lab),
    });
    const ended = watch.run(controller.signal).finally(() => {
      if (this.#running.get(lab) === running) this.#running.delete(lab);
    });
    // Every listener awaits it; one that left already must not make it an unhandled rejection.
    ended.catch(() => undefined);
    const running: Running = { watch, controller, ended, listeners: 0 };
    this.#running.set(lab, running);
    return running;
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
