import { SealabError } from '#shared/errors.ts';
import { Secret } from '#shared/secret.ts';
import { toHex } from '../../bytes.ts';
import type { ComponentRef } from '../../ports/components.ts';
import type { OperationContext } from '../../ports/operation-context.ts';
import { originOf } from '../component-origin.ts';
import type { ComposeService } from '../compose-file.ts';
import { DEFINITION_FILE, formatDefinition } from '../definition.ts';
import { binaryOf, runningServices } from '../observe-facts.ts';
import { writeSecrets } from '../secrets-file.ts';
import type { LabSession } from '../session.ts';
import { type HeldPorts, leaseId } from '../variables.ts';

/** Root credentials first, the definition last: where lab.yaml is, there is a lab. */
export async function writeFolder(session: LabSession, context: OperationContext): Promise<void> {
  session.secrets ??= { rootUser: 'sealab-admin', rootPassword: randomPassword(session) };
  await writeSecrets(session.folder, session.secrets);
  await session.folder.write(DEFINITION_FILE, formatDefinition(session.definition));
  context.report({ detail: session.folder.path });
}

const OTHER_PORTS = { first: 20_000, count: 12_000 };

/** Somewhere among the ports that labs take when the usual ones are not free. */
function anyPort(session: LabSession): number {
  const [high = 0, low = 0] = session.ports.crypto.randomBytes(2);
  return OTHER_PORTS.first + ((high * 256 + low) % OTHER_PORTS.count);
}

/** After a port was lost to somebody who starts at the same time, the usual ports would be lost to the same one. */
export async function leasePorts(session: LabSession, context: OperationContext): Promise<void> {
  await session.engine.createNetwork(session.lab, context);
  const { portShift } = await session.ports.settings.read();
  const running = await runningServices(session);
  const requests = session.compose.services.flatMap((service) =>
    Object.entries(service.ports).map(([name, port]) => {
      const pinned = name === 'api' ? session.definition.ports[service.name] : undefined;
      return {
        id: leaseId(service.name, name),
        preferred: pinned ?? (session.avoidsUsualPorts ? anyPort(session) : port.preferred + portShift),
        isPinned: pinned !== undefined,
      };
    }),
  );
  const inUse = session.compose.services
    .filter((service) => running.has(service.name))
    .flatMap((service) => Object.keys(service.ports).map((port) => leaseId(service.name, port)));
  const before = session.held;
  session.held = await session.ports.leases.lease(session.lab, requests, inUse);
  assertNoneMovedAlone(session, { before, running });
  const ports = Object.values(session.held).toSorted((one, other) => one - other);
  context.report({ detail: `${ports.join(', ')} on 127.0.0.1` });
}

/** A service that runs knows the addresses of those it needs from its own start: their ports may not move under it. */
function assertNoneMovedAlone(
  session: LabSession,
  { before, running }: { readonly before: HeldPorts; readonly running: ReadonlySet<string> },
): void {
  const { services } = session.compose;
  const isMoved = (service: ComposeService): boolean =>
    Object.keys(service.ports).some((port) => {
      const id = leaseId(service.name, port);
      return before[id] !== undefined && before[id] !== session.held[id];
    });
  const isNeededBy = (moved: ComposeService, other: ComposeService): boolean =>
    other.dependsOn.includes(moved.name) || (moved.component === 'minio' && other.component === 'minio');
  for (const moved of services.filter(isMoved)) {
    const holder = services.find((other) => running.has(other.name) && isNeededBy(moved, other));
    if (holder === undefined) continue;
    throw new SealabError(
      'port-taken',
      `Another program took the port of ${moved.name} while ${holder.name} of lab ${session.lab} runs and needs it.`,
      {
        fix: `Let all services move together: \`sealab down ${session.lab}\`, then \`sealab up ${session.lab}\`.`,
      },
    );
  }
}

export async function ensureComponent(
  session: LabSession,
  ref: ComponentRef | undefined,
  context: OperationContext,
): Promise<void> {
  if (ref === undefined) throw new SealabError('internal', 'A component step without a component.');
  const binary = await session.ports.components.ensure(ref, context);
  context.report({ detail: originOf(binary) });
}

/** Makes the image that the engine starts. Quick when it is there. */
export async function prepareImage(
  session: LabSession,
  ref: ComponentRef | undefined,
  context: OperationContext,
): Promise<void> {
  if (ref === undefined) throw new SealabError('internal', 'An image step without a component.');
  const program = await session.engine.prepare(await binaryOf(session, ref.component), context);
  context.report({ detail: program.reference });
}

/** 24 random bytes as hex: no character that a shell or an env file would change. */
function randomPassword(session: LabSession): Secret {
  return new Secret(toHex(session.ports.crypto.randomBytes(24)));
}
