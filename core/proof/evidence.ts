import { ProofView } from '#shared/contract/labs.ts';
import type { LabFolder } from '../ports/lab-store.ts';
import { readJson } from '../read-json.ts';
import { remember } from '../remember.ts';

export const EVIDENCE_FILE = 'evidence/proof.json';

/** The newest proof of a lab. undefined where there is none, or none that can be read: it is made anew at the next start. */
export async function readEvidence(folder: LabFolder): Promise<ProofView | undefined> {
  const text = await folder.read(EVIDENCE_FILE);
  if (text === undefined) return undefined;
  return parseEvidence(text);
}

const KEPT = 32;
const parseEvidence = remember(KEPT, (text) => readJson(ProofView, text));
