import { setTimeout as delay } from 'node:timers/promises';
import type { ComponentBinary, Platform } from '#core/ports/components.ts';
import type { OperationContext } from '#core/ports/operation-context.ts';
import { SealabError } from '#shared/errors.ts';
import { CLOSED, mountsOf } from './container-options.ts';
import type { DockerWorld } from './docker-world.ts';
import { USER } from './image-archive.ts';
import type { Images } from './images.ts';
import { LABEL } from './names.ts';
import { createContainer, listContainers, listVolumes, removeContainer } from './objects.ts';
import { runContainer } from './run-container.ts';
import { toolboxFailure } from './toolbox-session.ts';

/** Where the toolbox sees the drives; its main.go has the same. */
const DRIVES = '/drives';
/** Another Sealab's start of the same toolbox is waited for so often, and so long each time. */
const ATTEMPTS = 20;
const LOOK_AGAIN_MS = 100;

/** Gives the toolbox's binary for the engine's platform. */
export type ToolboxBinary = (
  target: Platform | undefined,
  context: OperationContext,
) => Promise<ComponentBinary>;

export interface ToolboxParts {
  readonly world: DockerWorld;
  readonly images: Images;
  readonly binary: ToolboxBinary;
}

/** A toolbox container that runs, and the drives that it sees. */
export interface ToolboxContainer {
  readonly id: string;
  readonly drives: ReadonlySet<string>;
}

/** The drives of a lab: data volumes of its MinIO nodes, by service. */
export async function driveVolumes(world: DockerWorld, lab: string): Promise<ReadonlyMap<string, string>> {
  const found = await listVolumes(world, lab, { [LABEL.role]: 'data' });
  return new Map(
    found
      .map((volume) => [volume.Labels[LABEL.service] ?? '', volume.Name] as const)
      .filter(([service]) => service.startsWith('minio'))
      .toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
}

/**
 * The lab's toolbox with all drives there are, started anew where drives came. Throws `not-found` without the drive.
 * Another Sealab may do the same at the same time: the one that comes second takes what the first one started.
 */
export async function ensureToolbox(
  parts: ToolboxParts,
  lab: string,
  drive: string,
): Promise<ToolboxContainer> {
  const { world } = parts;
  for (let attempt = 1; ; attempt += 1) {
    const [volumes, existing] = await Promise.all([
      driveVolumes(world, lab),
      listContainers(world, lab, { [LABEL.role]: 'toolbox' }),
    ]);
    if (!volumes.has(drive)) {
      throw new SealabError('not-found', `Lab ${lab} has no drive ${drive}.`, {
        fix: `Start the lab: sealab up ${lab}`,
      });
    }
    const label = [...volumes.keys()].join(',');
    const drives = new Set(volumes.keys());
    const fitting = existing.filter(({ Labels }) => Labels[LABEL.drives] === label);
    const running = fitting.find(({ State }) => State === 'running');
    if (running !== undefined) return { id: running.Id, drives };
    const isStarting = attempt < ATTEMPTS && fitting.some(({ State }) => State === 'created');
    try {
      if (!isStarting) {
        for (const { Id } of existing) await removeContainer(world, Id);
        return { id: await startToolbox(parts, lab, volumes), drives };
      }
    } catch (thrown) {
      if (!(thrown instanceof SealabError) || thrown.code !== 'conflict' || attempt >= ATTEMPTS) throw thrown;
    }
    await delay(LOOK_AGAIN_MS);
  }
}

async function startToolbox(
  parts: ToolboxParts,
  lab: string,
  volumes: ReadonlyMap<string, string>,
): Promise<string> {
  const { world } = parts;
  const what = `start the toolbox of lab ${lab}`;
  const id = await createContainer(world, what, {
    name: world.names.name(lab, 'toolbox'),
    Image: await toolboxImage(parts),
    Cmd: ['idle'],
    User: `${USER}:${USER}`,
    Labels: world.names.labels(lab, {
      [LABEL.role]: 'toolbox',
      [LABEL.drives]: [...volumes.keys()].join(','),
    }),
    HostConfig: {
      ...CLOSED,
      NetworkMode: 'none',
      Mounts: mountsOf([...volumes].map(([name, volume]) => ({ volume, target: `${DRIVES}/${name}` }))),
    },
  });
  try {
    await world.use(what, async (docker) => {
      await docker.getContainer(id).start();
    });
    return id;
  } catch (thrown) {
    await removeContainer(world, id);
    throw thrown;
  }
}

/** Empties one volume by a container of its own: also the data of a service that has no drive. */
export async function emptyVolume(parts: ToolboxParts, lab: string, volume: string): Promise<void> {
  const what = `empty the volume ${volume}`;
  const options = {
    Image: await toolboxImage(parts),
    Cmd: ['remove', 'data'],
    Labels: parts.world.names.labels(lab, { [LABEL.role]: 'tool' }),
    HostConfig: {
      ...CLOSED,
      NetworkMode: 'none',
      Mounts: mountsOf([{ volume, target: `${DRIVES}/data` }]),
    },
  };
  const { signal } = new AbortController();
  const { exitCode, stderr } = await runContainer(parts.world, { what, options }, signal);
  if (exitCode !== 0) throw toolboxFailure(exitCode, what, stderr.trim());
}

async function toolboxImage({ images, binary }: ToolboxParts): Promise<string> {
  const context: OperationContext = { signal: new AbortController().signal, report: () => undefined };
  return (await images.prepare(await binary(await images.platform(), context), context)).reference;
}
