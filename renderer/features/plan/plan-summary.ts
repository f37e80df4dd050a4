import type { PlanView } from '#shared/contract/labs.ts';
import { countOf, formatSize } from '../../ui/size.ts';
import { formatEstimate } from '../../ui/time.ts';

/** What a plan does, as short facts. An empty list means that this part of the plan does nothing. */
export interface PlanSummary {
  readonly host: string;
  /** `Vault 8200`, `MinIO 9000 and 9001`, … */
  readonly listens: readonly string[];
  readonly starts: string;
  readonly fetches: readonly {
    readonly component: string;
    readonly version: string;
    readonly how: string;
    readonly size: string;
  }[];
  readonly fetchBytes: number;
  readonly disk: string;
}

const NAMES: Readonly<Record<string, string>> = {
  vault: 'Vault',
  kes: 'KES',
  minio: 'MinIO',
  mc: 'mc',
  warp: 'warp',
};

/** The name of a component as it is written in text. */
export function componentName(component: string): string {
  return NAMES[component] ?? component;
}

/** Puts a plan into the few facts that the panel shows. */
export function summarisePlan(plan: PlanView): PlanSummary {
  return {
    host: hostOf(plan.listensOn[0]?.address ?? '127.0.0.1'),
    listens: listensOf(plan),
    starts: startsOf(plan),
    fetches: plan.fetches.map((one) => ({
      component: componentName(one.component),
      version: one.version,
      how: one.how,
      size: formatSize(one.sizeBytes),
    })),
    fetchBytes: plan.fetches.reduce((sum, one) => sum + one.sizeBytes, 0),
    disk: formatSize(plan.diskBytes),
  };
}

function listensOf(plan: PlanView): readonly string[] {
  const ports = new Map<string, number[]>();
  for (const { service, address } of plan.listensOn) {
    const group = service.replace(/-?\d+$/, '');
    ports.set(group, [...(ports.get(group) ?? []), portOf(address)]);
  }
  return [...ports].map(([group, numbers]) => `${componentName(group)} ${joined(portRanges(numbers))}`);
}

/** Ports in order, with three or more in a row as a range: `9101 to 9104`. */
export function portRanges(ports: readonly number[]): readonly string[] {
  const runs: number[][] = [];
  for (const port of ports.toSorted((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run !== undefined && run.at(-1) === port - 1) run.push(port);
    else runs.push([port]);
  }
  return runs.flatMap((run) => (run.length < 3 ? run.map(String) : [`${run[0]} to ${run.at(-1)}`]));
}

function startsOf(plan: PlanView): string {
  const counts = new Map<string, number>();
  for (const { component } of plan.starts) counts.set(component, (counts.get(component) ?? 0) + 1);
  if (counts.size === 0) return 'Starts nothing: everything runs';
  const parts = [...counts].map(([component, count]) =>
    count === 1 ? componentName(component) : `${countOf(count, `${componentName(component)} node`)}`,
  );
  return `Start ${joined(parts)}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function joined(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}

/** The host of `https://127.0.0.1:8200` or `127.0.0.1:8200`. */
function hostOf(address: string): string {
  return address.replace(/^[a-z]+:\/\//, '').replace(/:\d+.*$/, '');
}

function portOf(address: string): number {
  return Number(/:(\d+)(?:\/|$)/.exec(address)?.[1]);
}

/** What bringing a lab up costs: `about 6 min and up to 4.2 GiB of disk`. */
export function costOf({
  estimateSeconds,
  diskBytes,
}: Pick<PlanView, 'estimateSeconds' | 'diskBytes'>): string {
  const time = formatEstimate(estimateSeconds);
  return diskBytes === 0 ? time : `${time} and up to ${formatSize(diskBytes)} of disk`;
}
