import { z } from 'zod';

/**
 * The closed list of reasons why something did not work. A code decides what the window offers and what a script
 * tests for, so a code is never reused for another meaning.
 */
export const ErrorCode = z.enum([
  'cancelled',
  'invalid-input',
  'not-found',
  'already-exists',
  'conflict',
  'busy',
  'newer-version',
  'damaged-file',
  'permission-denied',
  'unauthorized',
  'protocol',
  'port-taken',
  'no-engine',
  'no-go',
  'go-too-old',
  'no-network',
  'build-failed',
  'checksum-mismatch',
  'disk-full',
  'service-died',
  'service-timeout',
  'vault-sealed',
  'vault-error',
  'kes-error',
  's3-error',
  'tls-error',
  'proof-failed',
  'unsupported',
  'internal',
]);
export type ErrorCode = z.infer<typeof ErrorCode>;

/** Facts beside the message: where it happened, the evidence lines, numbers. Never a secret value. */
export const ErrorDetails = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]),
);
export type ErrorDetails = z.infer<typeof ErrorDetails>;

/** An error as it crosses a carrier: plain data. */
export const WireError = z.object({
  code: ErrorCode,
  message: z.string(),
  fix: z.string().optional(),
  details: ErrorDetails.optional(),
});
export type WireError = z.infer<typeof WireError>;

export interface ErrorOptions {
  /** What to do next, as one sentence or one command. */
  readonly fix?: string;
  readonly details?: ErrorDetails;
  readonly cause?: unknown;
}

/** The one error class. `message` says what happened and where, `fix` what to do next. */
export class SealabError extends Error {
  readonly code: ErrorCode;
  readonly fix: string | undefined;
  readonly details: ErrorDetails | undefined;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'SealabError';
    this.code = code;
    this.fix = options.fix;
    this.details = options.details;
  }
}

/** Turns anything that was thrown into a SealabError; an unknown thing becomes `internal` and keeps its cause. */
export function toSealabError(thrown: unknown): SealabError {
  if (thrown instanceof SealabError) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError') return cancelledError(thrown);
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return new SealabError('internal', `Something inside Sealab failed: ${text}`, {
    cause: thrown,
    fix: 'Run it again. If it stays, report it with the output of `sealab doctor`.',
  });
}

/** The error that every cancelled operation ends with. */
export function cancelledError(cause?: unknown): SealabError {
  return new SealabError('cancelled', 'Cancelled.', cause === undefined ? {} : { cause });
}

export function isCancelled(thrown: unknown): boolean {
  return toSealabError(thrown).code === 'cancelled';
}

export function toWire(thrown: unknown): WireError {
  const error = toSealabError(thrown);
  return {
    code: error.code,
    message: error.message,
    ...(error.fix === undefined ? {} : { fix: error.fix }),
    ...(error.details === undefined ? {} : { details: error.details }),
  };
}

export function fromWire(wire: WireError): SealabError {
  return new SealabError(wire.code, wire.message, {
    ...(wire.fix === undefined ? {} : { fix: wire.fix }),
    ...(wire.details === undefined ? {} : { details: wire.details }),
  });
}
