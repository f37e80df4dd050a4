import type { z } from 'zod';
import type { LabRequest, UpResult } from '#shared/contract/labs.ts';
import { isCancelled, SealabError, toWire } from '#shared/errors.ts';
import { applyPlan } from './apply.ts';
import { JournalWriter } from './journal.ts';
import type { LabPorts } from './lab-ports.ts';
import { knowsPorts, observeFacts, runningServices } from './observe-facts.ts';
import { openForUp } from './open-for-up.ts';
import { checkName, type OpenLab } from './open-lab.ts';
import { OperationBoard } from './operation-board.ts';
import { planUp } from './plan.ts';
import { destroyLab } from './remove.ts';
import { type RunContext, runId } from './run-context.ts';
import type { LabSession } from './session.ts';
import { commandsOfStep } from './step-commands.ts';
import { StepExecutor } from './steps/execute.ts';
import { serviceDied } from './steps/wait.ts';
import { stopServices } from './stop-services.ts';

/**
 * Creates or resumes a lab until it is proven. On an existing lab, options that differ are a `conflict`. Cancelled or
 * failed: a new lab that never started anything leaves nothing but components; otherwise what this run started is
 * stopped and the data is kept. A lab whose proof failed stays up, to be looked at.
 */
export async function up(
  ports: LabPorts,
  request: LabRequest,
  context: RunContext,
): Promise<z.infer<typeof UpResult>> {
  const name = checkName(request.name);
  await using _lock = await ports.store.lock(name, 'up');
  const { opened, isNew } = await openForUp(ports, request, context.signal);
  const { session } = opened;
  if (!(await session.folder.exists())) await ports.store.create(name);
  const { compose } = session;
  const journal = new JournalWriter(session.folder);
  if (!knowsPorts(session)) {
    await stopServices(session, [...(await runningServices(session))], { ...context, report: () => {} });
  }
  for (let attempt = 1; ; attempt += 1) {
    const facts = await observeFacts(session, context.signal);
    const plan = planUp({ compose, facts });
    const title = `${isNew ? 'Bringing up' : 'Starting'} ${name}${attempt === 1 ? '' : ' again, on other ports'}`;
    const board = new OperationBoard(title, ports.clock, context.report);
    board.show(plan.steps);
    const run = runId(ports);
    journal.later({ kind: 'begin', at: ports.clock.now().toISOString(), run, operation: 'up' });
    const executor = new StepExecutor(session, journal, run);
    try {
      await applyPlan(plan, {
        run,
        board,
        journal,
        clock: ports.clock,
        signal: context.signal,
        execute: async (step, step_context) => await executor.execute(step, step_context),
        commandsOf: (step) => commandsOfStep(session, step),
      });
      const timingsMs = board.timings();
      await journal.write({ kind: 'end', at: ports.clock.now().toISOString(), run, ok: true, timingsMs });
      return resultOf(opened, executor, timingsMs);
    } catch (failure) {
      const thrown = await deathBehind(session, [...facts.running, ...executor.started], failure);
      const canTryAgain =
        attempt < ATTEMPTS && MEANS_LOST_PORT.has(toWire(thrown).code) && executor.started.length > 0;
      await undo({ ports, opened, isNew, started: executor.started, journal, run }, thrown).catch(
        (second: unknown) => {
          throw withSecondFailure(thrown, second);
        },
      );
      if (!canTryAgain) throw thrown;
      await giveUpPorts(opened);
    } finally {
      await ports.leases.settle(name);
    }
  }
}

/** A port can be lost between its lease and the start of its service, to a program that knows nothing of Sealab. */
const ATTEMPTS = 3;

/**
 * MinIO listens with SO_REUSEPORT: two that start at once on one port both get it, and share its connections. Then the
 * first sign is a certificate of another lab.
 */
const MEANS_LOST_PORT: ReadonlySet<string> = new Set(['port-taken', 'tls-error']);

const SAID_BY_SERVICES: ReadonlySet<string> = new Set([
  'service-timeout',
  'vault-error',
  'kes-error',
  's3-error',
  'proof-failed',
]);

/** A service that ended answers nobody: that it ended, and its own last lines, tell more than who got no answer. */
async function deathBehind(
  session: LabSession,
  expected: readonly string[],
  thrown: unknown,
): Promise<unknown> {
  if (!SAID_BY_SERVICES.has(toWire(thrown).code)) return thrown;
  const running = await runningServices(session).catch(() => undefined);
  const dead = running === undefined ? undefined : expected.find((service) => !running.has(service));
  return dead === undefined ? thrown : await serviceDied(session, dead, thrown);
}

async function giveUpPorts({ session }: OpenLab): Promise<void> {
  session.avoidsUsualPorts = true;
  // Services that ran before keep their ports.
  if ((await runningServices(session)).size === 0) await session.ports.leases.release(session.lab);
}

interface Undo {
  readonly ports: LabPorts;
  readonly opened: OpenLab;
  readonly isNew: boolean;
  readonly started: readonly string[];
  readonly journal: JournalWriter;
  readonly run: string;
}

async function undo({ ports, opened, isNew, started, journal, run }: Undo, thrown: unknown): Promise<void> {
  const { session } = opened;
  const context = { signal: new AbortController().signal, report: () => {} };
  const error = toWire(thrown);
  if (isNew && (isCancelled(thrown) || started.length === 0)) {
    await journal.flush().catch(() => undefined);
    await destroyLab(session, context);
    return;
  }
  if (error.code !== 'proof-failed') await stopServices(session, started, context);
  await journal
    .write({ kind: 'end', at: ports.clock.now().toISOString(), run, ok: false, error })
    .catch(() => undefined);
}

/** The first failure is the one to know; what could not be taken back after it is told beside it. */
function withSecondFailure(first: unknown, second: unknown): SealabError {
  const { code, message, fix, details } = toWire(first);
  return new SealabError(code, `${message} Taking it back failed too: ${toWire(second).message}`, {
    ...(fix === undefined ? {} : { fix }),
    ...(details === undefined ? {} : { details }),
    cause: first,
  });
}

async function resultOf(
  opened: OpenLab,
  executor: StepExecutor,
  timingsMs: Record<string, number>,
): Promise<z.infer<typeof UpResult>> {
  const { session } = opened;
  const running = await runningServices(session);
  const { proof } = executor;
  if (proof === undefined) throw new SealabError('internal', `Lab ${session.lab} came up without a proof.`);
  const dead = session.compose.services.find((service) => !running.has(service.name));
  if (dead !== undefined) throw await serviceDied(session, dead.name);
  return {
    lab: session.lab,
    engine: session.definition.engine,
    topology: session.definition.topology,
    state: 'running',
    services: session.compose.services.map((service) => ({
      name: service.name,
      url: session.urlOf(service.name),
      state: 'running',
    })),
    proof: {
      bucket: proof.bucket,
      object: proof.object,
      encryption: proof.encryption,
      keyName: proof.keyName,
      roundTrip: proof.roundTrip,
      sealedKey: proof.sealedKey,
      plaintextOnDrives: proof.plaintextOnDrives,
      control: proof.control,
    },
    timingsMs,
  };
}
