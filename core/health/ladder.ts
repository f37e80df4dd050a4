import type { z } from 'zod';
import type { RungId, Rung as RungSchema } from '#shared/contract/labs.ts';
import { SealabError, toWire } from '#shared/errors.ts';
import type { LabSession } from '../labs/session.ts';
import { ProbeMemory } from './probes.ts';
import {
  type Answer,
  askInitialised,
  askKes,
  askPorts,
  askProcesses,
  askQuorum,
  askRoundTrip,
  askTls,
  askUnsealed,
  type Look,
} from './questions.ts';

export type Rung = z.infer<typeof RungSchema>;
type Id = z.infer<typeof RungId>;

interface Question {
  readonly id: Id;
  readonly title: string;
  readonly ask: (look: Look) => Promise<Answer>;
}

const QUESTIONS: readonly Question[] = [
  { id: 'processes', title: 'Processes run', ask: askProcesses },
  { id: 'ports', title: 'Ports answer on loopback', ask: askPorts },
  { id: 'tls', title: 'TLS verified against the lab’s CA', ask: askTls },
  { id: 'initialised', title: 'Vault initialised', ask: askInitialised },
  { id: 'unsealed', title: 'Vault unsealed', ask: askUnsealed },
  { id: 'kes-ready', title: 'KES reaches its key store', ask: askKes },
  { id: 'quorum', title: 'MinIO has its write quorum', ask: askQuorum },
  { id: 'round-trip', title: 'Key round trip equals', ask: askRoundTrip },
];

export interface Climb {
  /** Names of the services that run. */
  readonly running: ReadonlySet<string>;
  readonly signal: AbortSignal;
  /** Of whoever looks again and again; without it every listener is asked. */
  readonly memory?: ProbeMemory;
}

/**
 * Asks the eight questions in order. The first that fails names the layer; those after it are not asked. The round
 * trip is read from the last proof: asking it anew would keep keys warm and spoil what the lab shows.
 */
export async function climbLadder(
  session: LabSession,
  { running, signal, memory = new ProbeMemory() }: Climb,
): Promise<readonly Rung[]> {
  if (running.size === 0) return unchecked(QUESTIONS, 'the lab is stopped');
  const rungs: Rung[] = [];
  using clients = await session.connect();
  let probing: ReturnType<Look['probes']> | undefined;
  const probes: Look['probes'] = async () => await (probing ??= memory.probeAll(session, signal));
  for (const [index, question] of QUESTIONS.entries()) {
    const checkedAt = session.ports.clock.now().toISOString();
    const answer = await answerOf(question, { session, clients, running, probes, signal });
    rungs.push(rungOf(question, answer, checkedAt));
    if (answer.error === undefined) continue;
    memory.forget();
    return [...rungs, ...unchecked(QUESTIONS.slice(index + 1), 'not checked yet')];
  }
  return rungs;
}

function unchecked(questions: readonly Question[], evidence: string): readonly Rung[] {
  return questions.map(({ id, title }) => ({ id, title, state: 'not-checked', evidence }));
}

function rungOf({ id, title }: Question, answer: Answer, checkedAt: string): Rung {
  return {
    id,
    title,
    state: answer.error !== undefined ? 'failed' : answer.isWaiting === true ? 'waiting' : 'ok',
    evidence: answer.evidence,
    checkedAt,
    ...(answer.error === undefined ? {} : { error: toWire(answer.error) }),
    ...(answer.action === undefined ? {} : { action: answer.action }),
  };
}

async function answerOf(question: Question, look: Look): Promise<Answer> {
  try {
    return await question.ask(look);
  } catch (thrown) {
    const error = toWire(thrown);
    if (error.code === 'cancelled') throw thrown;
    return {
      evidence: error.message,
      error: new SealabError(error.code, error.message, {
        ...(error.fix === undefined ? {} : { fix: error.fix }),
        cause: thrown,
      }),
    };
  }
}
