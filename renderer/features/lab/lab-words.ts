import type { LabState, LabSummary } from '#shared/contract/labs.ts';
import { runsAnything } from './lab-health.ts';

const TOPOLOGIES = { standalone: 'Standalone', distributed: 'Distributed, 4 nodes' } as const;
const ENCRYPTIONS = { 'sse-s3': 'SSE-S3', 'sse-kms': 'SSE-KMS' } as const;

/** `Standalone · kv v1 · SSE-S3`: what a lab is, encryption last, so that the key's name can follow. */
export function definitionWords({ topology, kv, encryption }: LabSummary): string {
  return [
    ...(topology === undefined ? [] : [TOPOLOGIES[topology]]),
    ...(kv === undefined ? [] : [`kv v${kv}`]),
    ...(encryption === undefined ? [] : [ENCRYPTIONS[encryption]]),
  ].join(' · ');
}

/** One sentence about a lab that does not simply run; undefined for one that does. */
export function stateSentence(state: LabState): string | undefined {
  switch (state.summary.status) {
    case 'stopped':
      return 'This lab is stopped. Its objects, keys and certificates are kept; starting it unseals Vault and proves it again.';
    case 'partial':
      return 'Some of its services do not run. Starting starts only what is missing.';
    case 'removing':
      return 'The removal of this lab began and did not end. Removing again goes on from there.';
    case 'starting':
      return 'This lab is being started, here or in a terminal.';
    case 'failed':
      return runsAnything(state)
        ? undefined
        : 'The last start failed, and what it had started was stopped. Its data is kept; starting plans only what is missing.';
    case 'running':
    case 'damaged':
      return undefined;
  }
}
