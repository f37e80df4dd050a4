import { LabRequest, PlanView } from '#shared/contract/labs.ts';
import { readStored, writeStored } from '../ui/remembered.ts';

/** The request this browser last brought a lab up with: shown beside its steps, and used to go on after a cancel. */
export function rememberedRequest(name: string): LabRequest {
  const stored = LabRequest.safeParse(readStored(requestKey(name)));
  return stored.success && stored.data.name === name ? stored.data : { name };
}

/** The plan as it was before anything ran. Asked for later it would tell only what is still missing. */
export function rememberedPlan(name: string): PlanView | undefined {
  const stored = PlanView.safeParse(readStored(planKey(name)));
  return stored.success && stored.data.lab === name ? stored.data : undefined;
}

/** Keeps both; without a plan the one of an earlier run is forgotten. */
export function rememberRun(request: LabRequest, plan: PlanView | undefined): void {
  writeStored(requestKey(request.name), request);
  writeStored(planKey(request.name), plan ?? null);
}

/** Forgets them once the lab is removed: its name may come back with other parts. */
export function forgetRun(name: string): void {
  writeStored(requestKey(name), null);
  writeStored(planKey(name), null);
}

function requestKey(name: string): string {
  return `request.${name}`;
}

function planKey(name: string): string {
  return `plan.${name}`;
}
