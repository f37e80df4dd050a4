import type { LabState, LabSummary, Rung } from '#shared/contract/labs.ts';
import type { StateTone } from '../../ui/state-icon.tsx';
import { formatAge } from '../../ui/time.ts';

export interface Health {
  readonly tone: StateTone;
  readonly word: string;
}

/** A proof is news for an hour. */
export const FRESH_MS = 3_600_000;

/** The first rung that fails: the one to look at, as those after it were not tested. */
export function firstFailing(ladder: readonly Rung[]): Rung | undefined {
  return ladder.find((rung) => rung.state === 'failed');
}

/** Whether any service of the lab has a process. A start that failed may leave none. */
export function runsAnything(state: LabState): boolean {
  return state.services.some((service) => service.state === 'running');
}

/** What the pill says: the first failing rung by name, or the age of the proof. Green only where a proof stands. */
export function healthOf(state: LabState, nowMs: number): Health {
  const { summary } = state;
  // The list counts what nobody can see as stopped.
  if (summary.error?.code === 'no-engine') return { tone: 'warn', word: 'Engine does not answer' };
  switch (summary.status) {
    case 'stopped':
      return { tone: 'off', word: 'Stopped' };
    case 'starting':
      return { tone: 'running', word: 'Starting' };
    case 'removing':
      return { tone: 'warn', word: 'Removal not finished' };
    case 'damaged':
      return { tone: 'fail', word: 'Damaged' };
    case 'running':
    case 'partial':
    case 'failed':
      return upHealth(state, nowMs);
  }
}

function upHealth(state: LabState, nowMs: number): Health {
  const { summary, ladder, proof } = state;
  const failing = firstFailing(ladder);
  if (failing !== undefined) return { tone: 'fail', word: `Fails at: ${failing.title}` };
  if (proof?.ok === false) return { tone: 'fail', word: 'Proof failed' };
  if (summary.status === 'partial') return { tone: 'warn', word: 'Partly running' };
  if (summary.status === 'failed')
    return { tone: 'fail', word: runsAnything(state) ? 'Failing' : 'Did not start' };
  return provenHealth(summary, nowMs);
}

/** The age of the proof: green for an hour, grey after it. */
export function provenHealth(summary: LabSummary, nowMs: number): Health {
  if (summary.provenAt === undefined) return { tone: 'done', word: 'Running, not proven' };
  const ageMs = nowMs - Date.parse(summary.provenAt);
  return { tone: ageMs < FRESH_MS ? 'ok' : 'neutral', word: `Proven ${formatAge(ageMs)}` };
}

/** The one primary button of the lab's page. `none` where the failing rung has it. */
export type PrimaryAction = 'prove' | 'start' | 'remove' | 'none';

export function primaryActionOf(state: LabState): PrimaryAction {
  switch (state.summary.status) {
    case 'stopped':
      return 'start';
    case 'partial':
    case 'failed':
    case 'running':
      if (firstFailing(state.ladder) !== undefined) return 'none';
      return state.summary.status === 'running' || (state.summary.status === 'failed' && runsAnything(state))
        ? 'prove'
        : 'start';
    case 'removing':
    case 'damaged':
      return 'remove';
    case 'starting':
      return 'none';
  }
}
