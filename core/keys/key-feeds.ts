import type { z } from 'zod';
import type { KeyGraph, KeyUse, KeyUses } from '#shared/contract/keys.ts';
import type { LabPorts } from '../labs/lab-ports.ts';
import type { OperationLog } from '../operations.ts';
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
    const watch = new KeyWatch(this.#ports, this.#operations, lab);
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
