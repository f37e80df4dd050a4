import type { ServiceObservation, ServiceSpec, StartIntent } from '#core/ports/engine.ts';
import type { OperationContext } from '#core/ports/operation-context.ts';
import { cancelledError, SealabError, toWire } from '#shared/errors.ts';
import type { ContainerSummary } from './api-schemas.ts';
import { containerOptions, FILES, type Mount } from './container-options.ts';
import type { DockerWorld } from './docker-world.ts';
import { LABEL } from './names.ts';
import {
  createContainer,
  ensureNetwork,
  ensureVolume,
  inspectContainer,
  listContainers,
  removeContainer,
} from './objects.ts';
import { observationOf } from './observe.ts';
import { filesArchive } from './service-files.ts';

/** Whether a container of that state has a process. */
export function isAlive({ State }: ContainerSummary): boolean {
  return State === 'running' || State === 'paused' || State === 'restarting';
}

/**
 * Starts the container of a service: its files are written into a volume of their own first, because a root that is
 * read-only takes no files. Cancelled or failed, it leaves no container.
 */
export async function startService(
  world: DockerWorld,
  { spec, intent }: { readonly spec: ServiceSpec; readonly intent: StartIntent },
  context: OperationContext,
): Promise<ServiceObservation> {
  const { lab, service } = spec;
  const archive = filesArchive(spec.files);
  throwIfCancelled(context);
  const earlier = await listContainers(world, lab, { [LABEL.service]: service, [LABEL.role]: 'service' });
  const running = earlier.find((container) => isAlive(container));
  if (running?.Labels[LABEL.intent] === intent.id) return await look(world, intent, running.Id);
  if (running !== undefined) throw alreadyRuns(spec, running);
  throwIfCancelled(context);
  const [network, mounts, ...removals] = await Promise.allSettled([
    ensureNetwork(world, lab),
    ensureMounts(world, spec),
    ...earlier.map(async ({ Id }) => await removeContainer(world, Id)),
  ]);
  // Nothing may still be in the making when this ends: whoever takes the lab away would miss it.
  for (const removal of removals) if (removal.status === 'rejected') throw removal.reason;
  if (network.status === 'rejected') throw network.reason;
  if (mounts.status === 'rejected') throw mounts.reason;
  throwIfCancelled(context);
  const what = `start ${service} of lab ${lab}`;
  const options = containerOptions(spec, intent, {
    names: world.names,
    networkId: network.value,
    mounts: mounts.value,
  });
  const id = await createContainer(world, what, options);
  try {
    throwIfCancelled(context);
    await world.use(`write the files of ${service}`, async (docker, abortSignal) => {
      await docker.getContainer(id).putArchive(archive, { path: FILES, abortSignal });
    });
    throwIfCancelled(context);
    await world.use(what, async (docker, abortSignal) => {
      await docker.getContainer(id).start({ abortSignal });
    });
    throwIfCancelled(context);
    return await look(world, intent, id);
  } catch (thrown) {
    await removeContainer(world, id).catch((second: unknown) => {
      throw withSecondFailure(thrown, second);
    });
    throw thrown;
  }
}

/** The volumes of a service, made where they are missing. */
async function ensureMounts(world: DockerWorld, spec: ServiceSpec): Promise<readonly Mount[]> {
  const wanted = [
    { name: `${spec.service}-files`, target: FILES, role: 'files' },
    ...spec.volumes.map((volume) => ({ ...volume, role: 'data' })),
  ];
  const made = await Promise.allSettled(
    wanted.map(async ({ name, target, role }) => {
      const labels = { [LABEL.service]: spec.service, [LABEL.role]: role };
      return { volume: await ensureVolume(world, spec.lab, { name, labels }), target };
    }),
  );
  return made.map((mount) => {
    if (mount.status === 'rejected') throw mount.reason;
    return mount.value;
  });
}

async function look(world: DockerWorld, intent: StartIntent, id: string): Promise<ServiceObservation> {
  return observationOf(intent, await inspectContainer(world, id));
}

function throwIfCancelled({ signal }: OperationContext): void {
  if (signal.aborted) throw cancelledError(signal.reason);
}

/** The first failure is the one to know; that a container was left is told beside it. */
function withSecondFailure(first: unknown, second: unknown): SealabError {
  const { code, message, fix, details } = toWire(first);
  return new SealabError(code, `${message} Removing its container failed too: ${toWire(second).message}`, {
    ...(fix === undefined ? {} : { fix }),
    ...(details === undefined ? {} : { details }),
    cause: first,
  });
}

function alreadyRuns({ lab, service }: ServiceSpec, container: ContainerSummary): SealabError {
  const name = container.Names[0]?.replace(/^\//, '') ?? container.Id;
  return new SealabError(
    'conflict',
    `${service} of lab ${lab} runs already, from a start that the lab does not know: container ${name}.`,
    { fix: `Remove it, its data stays: docker rm -f ${name}`, details: { container: container.Id } },
  );
}
