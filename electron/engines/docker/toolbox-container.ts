import { randomBytes } from 'node:crypto';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ComponentBinary, Platform } from '#core/ports/components.ts';
import type { OperationContext } from '#core/ports/operation-context.ts';
import { SealabError } from '#shared/errors.ts';
import { CLOSED, mountsOf } from './container-options.ts';
import type { DockerWorld } from './docker-world.ts';
import { USER } from './image-archive.ts';
import type { Images } from './images.ts';
import { LABEL } from './names.ts';
import { listContainers, listVolumes, removeContainer } from './objects.ts';
import { runContainer, startAttached } from './run-container.ts';
import { toolboxFailure } from './toolbox-session.ts';

/** Where the toolbox sees the drives; its main.go has the same. */
const DRIVES = '/drives';
/** What was made so long ago and does not run was left by a Sealab that ended in between. */
const LEFT_AFTER_SECONDS = 60;

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
  /** The container ends with this connection, and goes: also where this program is killed. */
  readonly life: Duplex;
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

/** Starts a toolbox of this program's own, with all drives that the lab has now. Throws `not-found` without the drive. */
export async function startToolbox(
  parts: ToolboxParts,
  lab: string,
  drive: string | undefined,
): Promise<ToolboxContainer> {
  const { world } = parts;
  const [volumes, existing, image] = await Promise.all([
    driveVolumes(world, lab),
    listContainers(world, lab),
    toolboxImage(parts),
  ]);
  if (drive !== undefined && !volumes.has(drive)) {
    throw new SealabError('not-found', `Lab ${lab} has no drive ${drive}.`, {
      fix: `Start the lab: sealab up ${lab}`,
    });
  }
  for (const { Id, State, Created, Labels } of existing) {
    const isOurs = ['toolbox', 'terminal'].includes(Labels[LABEL.role] ?? '');
    const isLeft = isOurs && State !== 'running' && Created < Date.now() / 1000 - LEFT_AFTER_SECONDS;
    if (isLeft) await removeContainer(world, Id);
  }
  const { id, stream } = await startAttached(world, {
    what: `start the toolbox of lab ${lab}`,
    hasInput: true,
    options: {
      name: world.names.name(lab, 'toolbox', randomBytes(4).toString('hex')),
      Image: image,
      Cmd: ['serve'],
      User: `${USER}:${USER}`,
      Labels: world.names.labels(lab, { [LABEL.role]: 'toolbox' }),
      HostConfig: {
        ...CLOSED,
        AutoRemove: true,
        NetworkMode: 'none',
        Mounts: mountsOf([...volumes].map(([name, volume]) => ({ volume, target: `${DRIVES}/${name}` }))),
      },
    },
  });
  stream.resume();
  // Alone it does not keep this program alive.
  if (stream instanceof Socket) stream.unref();
  return { id, drives: new Set(volumes.keys()), life: stream };
}

/** Empties one volume by a container of its own: also the data of a service that has no drive. */
export async function emptyVolume(
  parts: ToolboxParts,
  { lab, volume }: { readonly lab: string; readonly volume: string },
  signal: AbortSignal,
): Promise<void> {
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
  const { exitCode, stderr } = await runContainer(parts.world, { what, options }, signal);
  if (exitCode !== 0) throw toolboxFailure(exitCode, what, stderr.trim());
}

async function toolboxImage({ images, binary }: ToolboxParts): Promise<string> {
  const context: OperationContext = { signal: new AbortController().signal, report: () => undefined };
  return (await images.prepare(await binary(await images.platform(), context), context)).reference;
}
