import { SealabError, toSealabError } from '#shared/errors.ts';
import type { OperationContext } from '../../ports/operation-context.ts';
import type { LabSession } from '../session.ts';

const EVERY_MS = 40;
/** How often the service itself is looked at while it does not answer. */
const LOOK_EVERY = 10;

/**
 * Tries until there is an answer. A service that died meanwhile is `service-died` with its own last lines; one that
 * lives and does not answer in time is `service-timeout`, also with its last lines.
 */
export async function waitFor<T>(
  session: LabSession,
  options: { readonly service: string; readonly limitMs: number; readonly try: (signal: AbortSignal) => Promise<T | undefined> },
  context: OperationContext,
): Promise<T> {
  const { clock } = session.ports;
  const endMs = clock.monotonicMs() + options.limitMs;
  let last: SealabError | undefined;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await options.try(context.signal);
      if (answer !== undefined) return answer;
    } catch (thrown) {
      last = toSealabError(thrown);
      if (last.code === 'cancelled' || last.code === 'tls-error' || last.code === 'unauthorized') throw last;
    }
    if (attempt % LOOK_EVERY === 0) await assertAlive(session, options.service);
    if (clock.monotonicMs() > endMs) throw await timedOut(session, options, last);
    await clock.sleep(EVERY_MS, context.signal);
  }
}

async function assertAlive(session: LabSession, service: string): Promise<void> {
  const intent = session.starts.get(service);
  if (intent === undefined) return;
  const [observed] = await session.engine.observe([intent]);
  if (observed !== undefined && observed.state !== 'stopped') return;
  throw await serviceDied(session, service);
}

export async function serviceDied(session: LabSession, service: string): Promise<SealabError> {
  const lines = await session.engine.logTail(session.lab, service, 12);
  return new SealabError('service-died', `${service} of lab ${session.lab} ended by itself.`, {
    fix: 'Its last lines say why. Correct that and run `sealab up` again; it goes on from here.',
    details: { service, evidence: [...lines] },
  });
}

async function timedOut(session: LabSession, options: { readonly service: string; readonly limitMs: number }, last: SealabError | undefined): Promise<SealabError> {
  const lines = await session.engine.logTail(session.lab, options.service, 12);
  return new SealabError('service-timeout', `${options.service} of lab ${session.lab} runs, but was not ready after ${Math.round(options.limitMs / 1000)} s.`, {
    fix: 'Look at its last lines, or run `sealab doctor NAME`.',
    details: { service: options.service, evidence: [...(last === undefined ? [] : [last.message]), ...lines] },
    cause: last,
  });
}
