import type { LabStatus, LabSummary } from '#shared/contract/labs.ts';
import type { StateTone } from '../../ui/state-icon.tsx';
import { formatAge } from '../../ui/time.ts';

export interface StatusWord {
  readonly tone: StateTone;
  readonly word: string;
}

const WORDS: Readonly<Record<LabStatus, StatusWord>> = {
  running: { tone: 'done', word: 'Running, not proven' },
  starting: { tone: 'running', word: 'Starting' },
  stopped: { tone: 'off', word: 'Stopped' },
  partial: { tone: 'warn', word: 'Partly running' },
  failed: { tone: 'fail', word: 'Failing' },
  removing: { tone: 'warn', word: 'Removal not finished' },
  damaged: { tone: 'fail', word: 'Damaged' },
};

/**
 * The state of a lab in a few words, and no more than a list knows: which services run, and when a proof stood last.
 * Whether Vault is unsealed and keys work is asked only on the lab's own page, so nothing here is green.
 */
export function statusOf(lab: LabSummary, nowMs: number): StatusWord {
  if (lab.error?.code === 'no-engine') return { tone: 'warn', word: 'Engine does not answer' };
  if (lab.status !== 'running' || lab.provenAt === undefined) return WORDS[lab.status];
  return { tone: 'done', word: `Running, last proof ${formatAge(nowMs - Date.parse(lab.provenAt))}` };
}

const ENGINES = { process: 'Processes', docker: 'Docker', fake: 'Simulated' } as const;
const ENCRYPTIONS = { 'sse-s3': 'SSE-S3', 'sse-kms': 'SSE-KMS' } as const;
const TOPOLOGIES = { standalone: 'Standalone', distributed: 'Distributed, 4 nodes' } as const;

/** `Standalone`, `SSE-S3`, … as they are written in text; a dash where a damaged lab does not tell. */
export function partsOf(lab: LabSummary): {
  readonly topology: string;
  readonly engine: string;
  readonly encryption: string;
} {
  return {
    topology: lab.topology === undefined ? '–' : TOPOLOGIES[lab.topology],
    engine: lab.engine === undefined ? '–' : ENGINES[lab.engine],
    encryption: lab.encryption === undefined ? '–' : ENCRYPTIONS[lab.encryption],
  };
}
