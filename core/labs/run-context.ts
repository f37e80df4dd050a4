import type { Progress } from '#shared/contract/progress.ts';
import { toHex } from '../bytes.ts';
import type { LabPorts } from './lab-ports.ts';

/** The last parameter of an operation on labs: cancel, and whole snapshots of its progress. */
export interface RunContext {
  readonly signal: AbortSignal;
  readonly report: (progress: Progress) => void;
}

/** A short id for one run of an operation, unique within a lab. */
export function runId(ports: LabPorts): string {
  const random = toHex(ports.crypto.randomBytes(4));
  return `${ports.clock
    .now()
    .toISOString()
    .replaceAll(/[^0-9]/g, '')
    .slice(0, 14)}-${random}`;
}
