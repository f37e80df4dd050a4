import type { ComponentView } from '#shared/contract/components.ts';
import { cancelledError } from '#shared/errors.ts';
import type { LabPorts } from '../labs/lab-ports.ts';
import { openLab } from '../labs/open-lab.ts';
import type { OperationContext } from '../ports/operation-context.ts';

const SERVICES = ['vault', 'kes', 'minio'] as const;

/**
 * Binaries that Sealab got itself and that no lab uses. A lab uses the versions of its services and, as its tools, the
 * default versions of the others; one that cannot be read may use any version of a service. What runs goes on without
 * its file, but a start would get it anew.
 */
export async function unusedComponents(ports: LabPorts): Promise<readonly ComponentView[]> {
  const [catalogue, labs] = await Promise.all([ports.components.list(), ports.store.list()]);
  const used = new Set<string>();
  for (const lab of labs) {
    for (const component of await servicesOf(ports, lab, catalogue)) used.add(component);
    for (const entry of catalogue) if (!isService(entry) && entry.isDefault) used.add(keyOf(entry));
  }
  return catalogue.filter(
    (entry) => entry.state === 'present' && entry.source !== 'given' && !used.has(keyOf(entry)),
  );
}

async function servicesOf(
  ports: LabPorts,
  lab: string,
  catalogue: readonly ComponentView[],
): Promise<readonly string[]> {
  try {
    const { versions } = (await openLab(ports, lab)).session.definition;
    return SERVICES.map((component) => keyOf({ component, version: versions[component] }));
  } catch {
    return catalogue.filter(isService).map(keyOf);
  }
}

/** Removes them, one after the other. Throws `cancelled`, and what removing a file throws. */
export async function clearUnused(
  ports: LabPorts,
  context: OperationContext,
): Promise<{ readonly removed: string[]; readonly freedBytes: number }> {
  const unused = await unusedComponents(ports);
  const removed: string[] = [];
  let freedBytes = 0;
  for (const { component, version, title } of unused) {
    if (context.signal.aborted) throw cancelledError(context.signal.reason);
    freedBytes += (await ports.components.remove({ component, version })).freedBytes;
    removed.push(`${component}-${version}`);
    context.report({ detail: title, done: removed.length, total: unused.length, unit: 'items' });
  }
  return { removed, freedBytes };
}

function isService({ component }: Pick<ComponentView, 'component'>): boolean {
  return SERVICES.some((service) => service === component);
}

function keyOf({ component, version }: Pick<ComponentView, 'component' | 'version'>): string {
  return `${component}-${version}`;
}
