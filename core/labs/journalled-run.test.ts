import { describe, expect, it } from 'vitest';
import { cancelledError, SealabError } from '#shared/errors.ts';
import { FakeMachineRun, quietly } from '../testing/fake-runs.ts';
import { readJournal } from './journal.ts';
import { type Journalled, journalledRun } from './journalled-run.ts';
import { OperationBoard } from './operation-board.ts';

const step = { id: 'one', title: 'The one step', commands: ['vault status'] };

function bench(operation?: string) {
  const run = new FakeMachineRun({});
  const { ports } = run;
  const folder = ports.store.folder('first');
  const board = new OperationBoard('Working', ports.clock, () => undefined);
  board.show([{ ...step, group: 'Work', weight: 1 }]);
  const journalled: Journalled = {
    ports,
    folder,
    board,
    signal: quietly().signal,
    ...(operation === undefined ? {} : { operation }),
  };
  const written = async (): Promise<readonly string[]> =>
    (await readJournal(folder)).lines.map((line) => {
      const error = 'error' in line && line.error !== undefined ? ` ${line.error.code}` : '';
      return 'ok' in line ? `${line.kind} ${line.ok}${error}` : line.kind;
    });
  return { run, journalled, written, folder, stateOfStep: () => board.snapshot().steps[0]?.state };
}

describe('a journalled run', () => {
  it('writes begin, outcomes and end of an operation, and gives its value', async () => {
    const { run, journalled, written, folder, stateOfStep } = bench('prove');
    const value = await journalledRun(journalled, async (doStep) =>
      doStep(step, async () => {
        run.world.clock.advance(700);
        return 42;
      }),
    );
    expect(value).toBe(42);
    expect(await written()).toEqual(['begin', 'outcome true', 'end true']);
    expect(stateOfStep()).toBe('done');
    const { lines, lastEnd } = await readJournal(folder);
    expect(lines[1]).toMatchObject({
      step: 'one',
      title: step.title,
      commands: step.commands,
      ms: expect.closeTo(700, -1),
    });
    expect(new Set(lines.map((line) => line.run)).size).toBe(1);
    expect(lastEnd).toEqual({ ok: true });
  });

  it('of an action on a service says nothing about how the lab stands', async () => {
    const { journalled, written, folder } = bench();
    const failing = journalledRun(journalled, async (doStep) =>
      doStep(step, async () => {
        throw new SealabError('kes-error', 'no');
      }),
    );
    await expect(failing).rejects.toMatchObject({ code: 'kes-error' });
    expect(await written()).toEqual(['outcome false kes-error']);
    expect((await readJournal(folder)).lastEnd).toBeUndefined();
  });

  it('that fails ends with its error, and one that was cancelled has no end', async () => {
    for (const [thrown, lines, state] of [
      [
        new SealabError('s3-error', 'no'),
        ['begin', 'outcome false s3-error', 'end false s3-error'],
        'failed',
      ],
      [cancelledError(), ['begin', 'outcome false cancelled'], 'cancelled'],
    ] as const) {
      const { journalled, written, stateOfStep } = bench('down');
      const ended = journalledRun(journalled, async (doStep) =>
        doStep(step, async () => {
          throw thrown;
        }),
      );
      await expect(ended).rejects.toBe(thrown);
      expect(await written()).toEqual(lines);
      expect(stateOfStep()).toBe(state);
    }
  });

  it('throws what went wrong first, also where the journal cannot be written', async () => {
    const { run, journalled } = bench('down');
    run.world.calls.hook = ({ name }) => {
      if (name === 'store.append') throw new SealabError('disk-full', 'full');
    };
    const failing = journalledRun(journalled, async () => {
      throw new SealabError('kes-error', 'first');
    });
    await expect(failing).rejects.toMatchObject({ code: 'kes-error' });
    await expect(journalledRun(journalled, async () => 1)).rejects.toMatchObject({ code: 'disk-full' });
  });
});
