import type { ComponentName } from '#shared/contract/components.ts';
import { SealabError } from '#shared/errors.ts';
import { daysLeft } from '../certificates/inspect.ts';
import { LATER_LEAFS, RENEW_DAYS } from '../certificates/lab-certificates.ts';
import type { ComponentBinary, ComponentRef } from '../ports/components.ts';
import type { ServiceObservation } from '../ports/engine.ts';
import { DEFINITION_FILE } from './definition.ts';
import type { LabFacts, MissingComponent } from './facts.ts';
import type { LabSession } from './session.ts';
import { leaseId } from './variables.ts';

/** Looks at what is there of a lab. Reads only; a service that does not answer is not an error. */
export async function observeFacts(session: LabSession, signal: AbortSignal): Promise<LabFacts> {
  const [definition, missing, running] = await Promise.all([
    session.folder.read(DEFINITION_FILE),
    missingComponents(session),
    runningServices(session),
  ]);
  const someRun = running.size > 0;
  const hasAuthority = await isUsable(session, ['ca.crt', 'ca.key', 'vault.crt', 'vault.key'], someRun);
  const leafs = LATER_LEAFS.flatMap((name) => [`${name}.crt`, `${name}.key`]);
  const hasPorts = knowsPorts(session);
  return {
    hasFolder: definition !== undefined && session.secrets !== undefined,
    missingComponents: missing,
    missingImages: await missingImages(session, missing),
    hasPorts,
    hasAuthority,
    hasCertificates: hasAuthority && (await isUsable(session, leafs, someRun)),
    hasShares: session.secrets?.vault !== undefined,
    hasKeyStore: session.secrets?.keyStore !== undefined,
    // Where its address is lost, a service that runs is of no use: `up` stops it and starts it anew.
    running: hasPorts ? running : new Set(),
    vault: hasPorts && running.has('vault') && hasAuthority ? await vaultState(session, signal) : 'unknown',
  };
}

/** False for a new lab, and for one whose leases were lost with ports.json. */
export function knowsPorts(session: LabSession): boolean {
  return session.compose.services.every((service) =>
    Object.keys(service.ports).every((port) => session.held[leaseId(service.name, port)] !== undefined),
  );
}

/** Names of this lab's services that run and are ours. */
export async function runningServices(session: LabSession): Promise<ReadonlySet<string>> {
  return namesOfRunning(await session.engine.observe([...session.starts.values()]));
}

/** A paused service runs too: its process is there. */
export function namesOfRunning(observed: readonly ServiceObservation[]): ReadonlySet<string> {
  return new Set(observed.filter((service) => service.state !== 'stopped').map((service) => service.service));
}

async function missingComponents(session: LabSession): Promise<readonly MissingComponent[]> {
  const { components } = session.ports;
  const catalogue = await components.list();
  const wanted = await neededComponents(session);
  const found = await Promise.all(wanted.map(async (ref) => ({ ref, binary: await components.find(ref) })));
  return found.flatMap(({ ref, binary }) => {
    if (binary !== undefined) return [];
    const entry = catalogue.find(
      (known) => known.component === ref.component && known.version === ref.version,
    );
    const { buildSeconds = 60, buildBytes = 0, sizeBytes = 0 } = entry ?? {};
    return [{ ...ref, buildSeconds, buildBytes, sizeBytes }];
  });
}

/** The programs of the services, and what the engine needs beside them, for the platform of the engine. */
async function neededComponents(session: LabSession): Promise<readonly ComponentRef[]> {
  const { engine, definition, ports } = session;
  const target = await engine.platform();
  const refs = [
    ...(['vault', 'kes', 'minio'] as const).map((component) => ({
      component,
      version: definition.versions[component],
    })),
    ...engine.needs.map((component) => ({
      component,
      version: ports.components.defaultVersion(component),
    })),
  ];
  return target === undefined ? refs : refs.map((ref) => ({ ...ref, target }));
}

/** The program of a component, as this lab and its engine want it. Throws `not-found` when it is gone. */
export async function binaryOf(session: LabSession, component: ComponentName): Promise<ComponentBinary> {
  const ref = (await neededComponents(session)).find((known) => known.component === component);
  const binary = ref === undefined ? undefined : await session.ports.components.find(ref);
  if (binary !== undefined) return binary;
  throw new SealabError('not-found', `The component ${component} is not here any more.`, {
    fix: `Provide it again: \`sealab provision ${component}\`.`,
  });
}

/** A program that is not here yet becomes an image once it is. */
async function missingImages(
  session: LabSession,
  missing: readonly MissingComponent[],
): Promise<readonly ComponentRef[]> {
  if (session.definition.engine !== 'docker') return [];
  const found = await Promise.all(
    (await neededComponents(session)).map(async (ref) => {
      if (missing.some(({ component }) => component === ref.component)) return ref;
      const binary = await session.ports.components.find(ref);
      return binary !== undefined && (await session.engine.isPrepared(binary)) ? undefined : ref;
    }),
  );
  return found.filter((ref) => ref !== undefined);
}

/** Certificates are made anew when one is missing or ends soon; never under running services, which hold the old ones. */
async function isUsable(session: LabSession, files: readonly string[], someRun: boolean): Promise<boolean> {
  const now = session.ports.clock.now();
  for (const file of files) {
    const pem = await session.certificates.find(file);
    if (pem === undefined) return false;
    if (!someRun && file.endsWith('.crt') && daysLeft(pem, now) < RENEW_DAYS) return false;
  }
  return true;
}

async function vaultState(session: LabSession, signal: AbortSignal): Promise<LabFacts['vault']> {
  using vault = session.ports.clients.vault({
    caPem: await session.certificates.pem('ca.crt'),
    vaultUrl: session.urlOf('vault'),
  });
  const status = await vault.sealStatus(signal);
  if (status === undefined) return 'unknown';
  if (!status.initialised) return 'uninitialised';
  if (status.sealed) return 'sealed';
  return (await vault.isActive(signal)) ? 'active' : 'sealed';
}
