import { z } from 'zod';
import { cancelledError, type ErrorCode, SealabError } from '#shared/errors.ts';
import { systemCode } from '../../system/file-errors.ts';
import { LimitReached } from './time-limit.ts';

/** What docker-modem throws for an answer that is no success. */
const ApiFailure = z.object({
  statusCode: z.number(),
  message: z.string(),
  json: z.object({ message: z.string() }).nullish().catch(undefined),
});

interface Known {
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  readonly says: string;
  readonly fix: string;
}

/** What the engine says in words. Texts of moby 20.10 to 29: libnetwork, the graph drivers and runc. */
const KNOWN: readonly Known[] = [
  {
    pattern: /port is already allocated|address already in use|ports are not available/i,
    code: 'port-taken',
    says: 'a port of it is taken',
    fix: 'Run `sealab up` again: it takes other ports.',
  },
  {
    pattern: /no space left on device|disk quota exceeded/i,
    code: 'disk-full',
    says: 'the disk of the engine is full',
    fix: 'Free some space where Docker keeps its data: `docker system df` shows what takes it, `docker image prune` removes unused images.',
  },
  {
    pattern: /address pools have been fully subnetted|could not find an available.*address pool/i,
    code: 'conflict',
    says: 'the engine has no addresses left for another network',
    fix: 'Remove networks that nobody uses: `docker network prune`. Or give Docker more with `default-address-pools` in /etc/docker/daemon.json.',
  },
  {
    pattern: /no such image|oci runtime create failed|failed to create (?:shim|task)|exec format error/i,
    code: 'service-died',
    says: 'its program cannot be started',
    fix: 'Make its image anew: `docker image rm` the reference, then run `sealab up` again.',
  },
  {
    pattern: /permission denied|operation not permitted|denied by plugin|authorization denied/i,
    code: 'permission-denied',
    says: 'the engine refuses it',
    fix: 'Look at the rules of your engine: an authorisation plug-in, SELinux or AppArmor may forbid it.',
  },
];

/** How long a question that Docker answers from memory may take. */
const ANSWER_LIMIT_MS = 30_000;
const START = 'Start Docker and run it again. `sealab doctor` says where it was looked for.';

/** For calls that only ask: an engine that hangs accepts them and is silent. */
export function answerLimit(): AbortSignal {
  return AbortSignal.timeout(ANSWER_LIMIT_MS);
}

/** The HTTP status that the engine answered with; undefined for anything else that was thrown. */
export function statusOf(thrown: unknown): number | undefined {
  return ApiFailure.safeParse(thrown).data?.statusCode;
}

/**
 * Turns what a call of the engine threw into a SealabError. `what` continues "Docker cannot …", for example
 * `start vault of lab demo`.
 */
export function dockerError(thrown: unknown, what: string): SealabError {
  if (thrown instanceof SealabError) return thrown;
  if (thrown instanceof LimitReached) return tooSlow(thrown, what);
  if (thrown instanceof Error && thrown.name === 'AbortError') {
    if (thrown.cause instanceof LimitReached) return tooSlow(thrown.cause, what);
    const isLate = thrown.cause instanceof Error && thrown.cause.name === 'TimeoutError';
    return isLate
      ? noAnswer(`no answer within ${ANSWER_LIMIT_MS / 1000} s`, what, thrown)
      : cancelledError(thrown);
  }
  const answer = ApiFailure.safeParse(thrown).data;
  if (answer === undefined) return connectionError(thrown, what);
  const said = (answer.json?.message ?? answer.message).trim();
  const known = KNOWN.find(({ pattern }) => pattern.test(said));
  const details = { evidence: [said], status: answer.statusCode };
  if (known !== undefined) {
    return new SealabError(known.code, `Docker cannot ${what}: ${known.says}.`, {
      fix: known.fix,
      details,
      cause: thrown,
    });
  }
  const code = answer.statusCode === 404 ? 'not-found' : answer.statusCode === 409 ? 'conflict' : 'internal';
  return new SealabError(code, `Docker cannot ${what}: ${said}`, { details, cause: thrown });
}

function tooSlow(cause: LimitReached, what: string): SealabError {
  const { limitMs } = cause;
  return new SealabError(
    'service-timeout',
    `Docker does not come to an end: it was to ${what}, and has not finished within ${limitMs / 1000} s.`,
    {
      fix: 'Look whether Docker still answers, for example with `docker ps`, and restart it if not. Then run the same again: it goes on where it stopped.',
      details: { limitMs },
      cause,
    },
  );
}

function connectionError(thrown: unknown, what: string): SealabError {
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  const code = systemCode(thrown);
  if (thrown instanceof z.ZodError) {
    return new SealabError('protocol', `Docker answers in an unknown way while Sealab wants to ${what}.`, {
      fix: 'Use Docker 20.10 or newer.',
      details: { evidence: thrown.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) },
      cause: thrown,
    });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new SealabError('permission-denied', `Your user may not use Docker (${reason}).`, {
      fix: 'Add yourself to the group docker (`sudo usermod -aG docker "$USER"`) and log in anew, or use rootless Docker.',
      cause: thrown,
    });
  }
  // A connection that breaks has a code of the system, or is an answer that ends early.
  if (code !== undefined || /socket hang up|aborted/i.test(reason)) {
    return noAnswer(reason, what, thrown);
  }
  return new SealabError('internal', `Sealab could not ${what} with Docker: ${reason}`, { cause: thrown });
}

function noAnswer(reason: string, what: string, cause: unknown): SealabError {
  return new SealabError('no-engine', `Docker does not answer: it could not ${what} (${reason}).`, {
    fix: START,
    details: { evidence: [reason] },
    cause,
  });
}
