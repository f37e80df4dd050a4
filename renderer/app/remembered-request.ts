import { LabRequest } from '#shared/contract/labs.ts';
import { readStored, writeStored } from '../ui/remembered.ts';

/** The request this browser last brought a lab up with: shown beside its steps, and used to go on after a cancel. */
export function rememberedRequest(name: string): LabRequest {
  const stored = LabRequest.safeParse(readStored(keyOf(name)));
  return stored.success && stored.data.name === name ? stored.data : { name };
}

export function rememberRequest(request: LabRequest): void {
  writeStored(keyOf(request.name), request);
}

/** Forgets it once the lab is removed: its name may come back with other parts. */
export function forgetRequest(name: string): void {
  writeStored(keyOf(name), null);
}

function keyOf(name: string): string {
  return `request.${name}`;
}
