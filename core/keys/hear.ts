import { isCancelled, toSealabError, toWire } from '#shared/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Answer } from './facts.ts';

/** How long one answer is waited for: a server that was paused takes connections and answers nothing. */
const LIMIT_MS = 3_000;

/** What is said now; what was said before, with the reason, where nobody answers in time. Throws only `cancelled`. */
export async function hear<T>(
  clock: Clock,
  before: Answer<T>,
  ask: () => Promise<T | undefined>,
): Promise<Answer<T>> {
  const now = (): string => clock.now().toISOString();
  try {
    const value = await inTime(clock, ask);
    if (value !== undefined) return { value, problem: undefined, at: now() };
    return unheard(before, 'No answer.', now());
  } catch (thrown) {
    if (isCancelled(thrown)) throw thrown;
    return unheard(before, toWire(toSealabError(thrown)).message, now());
  }
}

function unheard<T>({ value, at }: Answer<T>, problem: string, now: string): Answer<T> {
  return { value, problem, at: value === undefined ? now : at };
}

async function inTime<T>(clock: Clock, ask: () => Promise<T>): Promise<T | undefined> {
  const answered = new AbortController();
  const late = clock.sleep(LIMIT_MS, answered.signal).then(
    () => undefined,
    () => undefined,
  );
  const asking = ask();
  // What comes too late is nobody's any more.
  asking.catch(() => undefined);
  try {
    return await Promise.race([asking, late]);
  } finally {
    answered.abort();
  }
}
