import { LabName, type LabSummary } from '#shared/contract/labs.ts';
import { readStored, writeStored } from '../ui/remembered.ts';

const KEY = 'current-lab';

/** Keeps the lab that is shown, so that the other pages know which one they are beside. */
export function rememberLab(name: string): void {
  if (readStored(KEY) !== name) writeStored(KEY, name);
}

/** The lab that was shown last, if it is still there; else the only one there is. */
export function currentLab(labs: readonly LabSummary[]): LabSummary | undefined {
  const stored = LabName.safeParse(readStored(KEY));
  return labs.find((lab) => lab.name === stored.data) ?? (labs.length === 1 ? labs[0] : undefined);
}
