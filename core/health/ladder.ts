import type { z } from 'zod';
import type { RungId, Rung as RungSchema } from '#shared/contract/labs.ts';
import { SealabError, toWire } from '#shared/errors.ts';
import type { LabSession } from '../labs/session.ts';
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

/**
 * Asks the eight questions in order. The first that fails names the layer; those after it are not asked. The round
 * trip is read from the last proof: asking it anew would keep keys warm and spoil what the lab shows.
 */
export async function climbLadder(
  session: LabSession,
  running: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<readonly Rung[]> {
  const rungs: Rung[] = [];
  if (running.size === 0)
    return QUESTIONS.map(({ id, title }) => ({
      id,
      title,
      state: 'not-checked',
      evidence: 'the lab is stopped',
    }));
  using clients = await session.connect();
  for (const question of QUESTIONS) {
    const { id, title } = question;
    if (rungs.some((rung) => rung.state === 'failed')) {
      rungs.push({ id, title, state: 'not-checked', evidence: 'not checked yet' });
      continue;
    }
    const checkedAt = session.ports.clock.now().toISOString();
    const answer = await answerOf(question, { session, clients, running, signal });
    rungs.push({
      id,
      title,
      state: answer.error === undefined ? 'ok' : 'failed',
      evidence: answer.evidence,
      checkedAt,
      ...(answer.error === undefined ? {} : { error: toWire(answer.error) }),
      ...(answer.action === undefined ? {} : { action: answer.action }),
    });
  }
  return rungs;
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
