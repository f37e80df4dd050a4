import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cancelledError, SealabError } from '#shared/errors.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { FakeLabStore } from '../testing/fake-lab-store.ts';
import { settle } from '../testing/manual-clock.ts';
import { applyPlan } from './apply.ts';
import { JournalWriter, readJournal } from './journal.ts';
import { OperationBoard } from './operation-board.ts';
import type { LabPlan, PlanStep } from './plan.ts';

function step(id: string, needs: readonly string[] = []): PlanStep {
  return { id, kind: 'quorum', title: id, group: 'MinIO', weight: 1, needs };
}

/** Two chains and a step that needs both. */
const plan: LabPlan = {
  steps: [step('a'), step('b'), step('a2', ['a']), step('b2', ['b']), step('end', ['a2', 'b2'])],
};

interface Work {
  readonly resolve: () => void;
  readonly reject: (thrown: unknown) => void;
  readonly signal: AbortSignal;
}

/** Steps that wait until the test lets them end. */
function rehearse(signal = new AbortController().signal) {
  const clock = new FakeClock();
  const store = new FakeLabStore();
  const board = new OperationBoard('x', clock, () => undefined);
  board.show(plan.steps);
  const running = new Map<string, Work>();
  const begun: string[] = [];
  const applying = applyPlan(plan, {
    run: 'run',
    board,
    journal: new JournalWriter(store.folder('demo')),
    clock,
    signal,
    execute: async ({ id }, context) => {
      begun.push(id);
      await new Promise<void>((resolve, reject) => {
        running.set(id, { resolve, reject, signal: context.signal });
        context.signal.addEventListener('abort', () => reject(cancelledError()), { once: true });
      }).finally(() => running.delete(id));
    },
    commandsOf: () => [],
  });
  applying.catch(() => undefined);
  return { applying, begun, running, board, store };
}

const unhandled: unknown[] = [];
const note = (thrown: unknown): void => void unhandled.push(thrown);
beforeEach(() => void process.on('unhandledRejection', note));
afterEach(async () => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  process.off('unhandledRejection', note);
  expect(unhandled.splice(0)).toEqual([]);
});

describe('a plan that is applied', () => {
  it('begins every step as soon as what it needs is done, and no sooner', async () => {
    const { applying, begun, running } = rehearse();
    await settle();
    expect(begun).toEqual(['a', 'b']);
    running.get('b')?.resolve();
    await settle();
    expect(begun).toEqual(['a', 'b', 'b2']);
    running.get('b2')?.resolve();
    await settle();
    expect(begun).toEqual(['a', 'b', 'b2']);
    running.get('a')?.resolve();
    await settle();
    running.get('a2')?.resolve();
    await settle();
    expect(begun).toEqual(['a', 'b', 'b2', 'a2', 'end']);
    running.get('end')?.resolve();
    await applying;
  });

  it('throws the first failure after it has stopped the others, and begins nothing more', async () => {
    const { applying, begun, running, board } = rehearse();
    await settle();
    running.get('a')?.reject(new SealabError('kes-error', 'first'));
    await expect(applying).rejects.toMatchObject({ code: 'kes-error', message: 'first' });
    expect(running.size).toBe(0);
    expect(begun).toEqual(['a', 'b']);
    expect(board.snapshot().steps.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'a failed',
      'b cancelled',
      'a2 waiting',
      'b2 waiting',
      'end waiting',
    ]);
  });

  it('waits for a step that is slow to stop before it throws', async () => {
    const { applying, running } = rehearse();
    await settle();
    let isOver = false;
    applying.catch(() => (isOver = true));
    const slow = running.get('b');
    running.set('b', {
      resolve: () => undefined,
      reject: () => undefined,
      signal: new AbortController().signal,
    });
    running.get('a')?.reject(new Error('first'));
    expect(isOver).toBe(false);
    await settle();
    expect(slow?.signal.aborted).toBe(true);
    expect(isOver).toBe(true);
  });

  it('is cancelled as a whole, and says cancelled even where a step failed because of that', async () => {
    const controller = new AbortController();
    const { applying, begun, running } = rehearse(controller.signal);
    await settle();
    controller.abort();
    running.get('a')?.reject(new SealabError('service-timeout', 'cut off'));
    await expect(applying).rejects.toMatchObject({ code: 'cancelled' });
    expect(running.size).toBe(0);
    expect(begun).toEqual(['a', 'b']);
  });

  it('begins nothing where it was cancelled before', async () => {
    const { applying, begun } = rehearse(AbortSignal.abort());
    await expect(applying).rejects.toMatchObject({ code: 'cancelled' });
    expect(begun).toEqual([]);
  });

  it('keeps the intent before and the outcome after each step, with the error of the one that failed', async () => {
    const { applying, running, store } = rehearse();
    await settle();
    running.get('a')?.resolve();
    await settle();
    running.get('b')?.reject(new SealabError('vault-error', 'no'));
    await expect(applying).rejects.toThrow('no');
    await settle();
    const { lines } = await readJournal(store.folder('demo'));
    const shown = lines.map((line) =>
      line.kind === 'outcome'
        ? `outcome ${line.step} ${line.ok} ${line.error?.code ?? ''}`.trim()
        : line.kind === 'intent'
          ? `intent ${line.step}`
          : line.kind,
    );
    expect(shown).toEqual([
      'intent a',
      'intent b',
      'outcome a true',
      'intent a2',
      'outcome b false vault-error',
      'outcome a2 false cancelled',
    ]);
  });
});
