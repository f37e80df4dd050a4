import { SealabError, toSealabError } from '#shared/errors.ts';
import type { OperationContext } from '../../ports/operation-context.ts';
import { namesOfRunning } from '../observe-facts.ts';
import { ownLines } from '../own-lines.ts';
import type { LabSession } from '../session.ts';
import { portsOf } from '../variables.ts';

const EVERY_MS = 40;
/** How often the service itself is looked at while it does not answer. */
const LOOK_EVERY = 10;
/** How long a certificate of somebody else is borne: our own service may still be about to find its port taken. */
const FOREIGN_TLS_MS = 3_000;
/** What Vault, KES and MinIO print when somebody else has their port. */
const PORT_TAKEN = /address already in use|port is already in use/i;

/**
 * Tries until there is an answer. A service that died meanwhile is `service-died` with its own last lines; one that
 * lives and does not answer in time is `service-timeout`, also with its last lines; one whose port was taken between
 * the lease and the start is `port-taken`.
 */
export async function waitFor<T>(
  session: LabSession,
  options: {
    readonly service: string;
    readonly limitMs: number;
    readonly try: (signal: AbortSignal) => Promise<T | undefined>;
    /** Services without which it cannot get ready: that one of them ended is told at once. */
    readonly needs?: readonly string[];
  },
  context: OperationContext,
): Promise<T> {
  const { clock } = session.ports;
  const endMs = clock.monotonicMs() + options.limitMs;
  let last: SealabError | undefined;
  let foreignTlsMs: number | undefined;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await options.try(context.signal);
      if (answer !== undefined) return answer;
    } catch (thrown) {
      last = toSealabError(thrown);
      if (last.code === 'cancelled' || last.code === 'unauthorized') throw last;
      if (last.code === 'tls-error') {
        await assertAlive(session, options.service);
        foreignTlsMs ??= clock.monotonicMs();
        if (clock.monotonicMs() - foreignTlsMs > FOREIGN_TLS_MS) throw last;
      }
    }
    if (attempt % LOOK_EVERY === 0) await assertAlive(session, options.service, ...(options.needs ?? []));
    if (clock.monotonicMs() > endMs) throw await timedOut(session, options, last);
    await clock.sleep(EVERY_MS, context.signal);
  }
}

async function assertAlive(session: LabSession, ...services: readonly string[]): Promise<void> {
  const intents = services.map((service) => session.starts.get(service)).filter((one) => one !== undefined);
  if (intents.length === 0) return;
  const running = namesOfRunning(await session.engine.observe(intents));
  const dead = intents.find(({ service }) => !running.has(service));
  if (dead !== undefined) throw await serviceDied(session, dead.service);
}

/** `port-taken` where its own last lines and its ports say so, else `service-died`; both with those lines. */
export async function serviceDied(
  session: LabSession,
  service: string,
  cause?: unknown,
): Promise<SealabError> {
  const lines = await ownLines(session, service, 12);
  if (lines.some((line) => PORT_TAKEN.test(line)) && (await hasLostPort(session, service))) {
    return new SealabError(
      'port-taken',
      `${service} of lab ${session.lab} ended: somebody took its port while it started.`,
      {
        fix: 'Run `sealab up` again: it takes other ports.',
        details: { service, evidence: [...lines] },
        cause,
      },
    );
  }
  return new SealabError('service-died', `${service} of lab ${session.lab} ended by itself.`, {
    fix: 'Its last lines say why. Correct that and run `sealab up` again; it goes on from here.',
    details: { service, evidence: [...lines] },
    cause,
  });
}

/** The log keeps the lines of earlier runs, so they alone do not tell. */
async function hasLostPort(session: LabSession, service: string): Promise<boolean> {
  const ports = portsOf(session.service(service), session.held);
  const taken = await Promise.all(
    ports.map(async ({ hostPort }) => await session.ports.leases.isTaken(hostPort)),
  );
  return taken.includes(true);
}

async function timedOut(
  session: LabSession,
  options: { readonly service: string; readonly limitMs: number },
  last: SealabError | undefined,
): Promise<SealabError> {
  const lines = await ownLines(session, options.service, 12);
  return new SealabError(
    'service-timeout',
    `${options.service} of lab ${session.lab} runs, but was not ready after ${Math.round(options.limitMs / 1000)} s.`,
    {
      fix: 'Look at its last lines, or run `sealab doctor NAME`.',
      details: {
        service: options.service,
        evidence: [...(last === undefined ? [] : [last.message]), ...lines],
      },
      cause: last,
    },
  );
}
