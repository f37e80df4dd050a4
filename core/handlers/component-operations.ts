import type { z } from 'zod';
import type { ComponentView } from '#shared/contract/components.ts';
import { SealabError } from '#shared/errors.ts';
import { originOf } from '../labs/component-origin.ts';
import type { LabPorts } from '../labs/lab-ports.ts';
import { OperationBoard } from '../labs/operation-board.ts';
import type { RunContext } from '../labs/run-context.ts';

/** Makes sure that components are here: the named ones, or every default version. A name is `kes` or `kes-0.23.0`. */
export async function provision(
  ports: LabPorts,
  only: readonly string[] | undefined,
  context: RunContext,
): Promise<readonly z.infer<typeof ComponentView>[]> {
  const catalogue = await ports.components.list();
  const wanted =
    only === undefined || only.length === 0
      ? catalogue.filter((entry) => entry.isDefault)
      : only.map((name) => find(catalogue, name));
  const board = new OperationBoard('Providing components', ports.clock, context.report);
  board.show(
    wanted.map((entry) => ({
      id: idOf(entry),
      title: entry.title,
      group: 'Components',
      weight: entry.buildSeconds,
    })),
  );
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  const results = await Promise.allSettled(
    wanted.map(async (entry) => {
      const id = idOf(entry);
      try {
        await board.run(id, signal, async (step) => {
          const binary = await ports.components.ensure(entry, step);
          step.report({ detail: originOf(binary) });
        });
      } catch (thrown) {
        stop.abort();
        throw thrown;
      }
    }),
  );
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return await ports.components.list();
}

type Entry = z.infer<typeof ComponentView>;

function idOf(entry: Entry): string {
  return `${entry.component}-${entry.version}`;
}

function find(catalogue: readonly Entry[], name: string): Entry {
  const found =
    catalogue.find((entry) => idOf(entry) === name) ??
    catalogue.find((entry) => entry.component === name && entry.isDefault);
  if (found !== undefined) return found;
  throw new SealabError('not-found', `There is no component “${name}”.`, {
    fix: `There is: ${catalogue.map(idOf).join(', ')}.`,
  });
}
