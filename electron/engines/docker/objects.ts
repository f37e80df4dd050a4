import type Dockerode from 'dockerode';
import type { ContainerCreateOptions } from 'dockerode';
import { SealabError } from '#shared/errors.ts';
import {
  ContainerDetail,
  ContainerList,
  type ContainerSummary,
  NetworkList,
  Volume,
  VolumeList,
} from './api-schemas.ts';
import { answerLimit, statusOf } from './docker-errors.ts';
import type { DockerWorld } from './docker-world.ts';
import { LABEL, type Labels } from './names.ts';

/** Containers of this home, newest first; of all labs where none is named. */
export async function listContainers(
  { use, names }: DockerWorld,
  lab?: string,
  labels: Labels = {},
): Promise<readonly ContainerSummary[]> {
  const found = await use('list containers', async (docker) =>
    ContainerList.parse(
      await docker.listContainers({
        all: true,
        filters: names.filters(lab, labels),
        abortSignal: answerLimit(),
      }),
    ),
  );
  return found.toSorted((one, other) => other.Created - one.Created);
}

/** The container of a service; undefined where it was never started or was removed. */
export async function serviceContainer(
  world: DockerWorld,
  lab: string,
  service: string,
): Promise<ContainerSummary | undefined> {
  return (await listContainers(world, lab, { [LABEL.service]: service, [LABEL.role]: 'service' }))[0];
}

/** State of a container; undefined where it is gone. */
export async function inspectContainer(
  { find }: DockerWorld,
  id: string,
): Promise<ContainerDetail['State'] | undefined> {
  const found = await find('inspect a container', async (docker) =>
    ContainerDetail.parse(await docker.getContainer(id).inspect({ abortSignal: answerLimit() })),
  );
  return found?.State;
}

/** Makes a container. A foreign one of its name is a `conflict` that names it. */
export async function createContainer(
  { use, names }: DockerWorld,
  what: string,
  options: ContainerCreateOptions,
): Promise<string> {
  return await use(what, async (docker, abortSignal) => {
    try {
      return (await docker.createContainer({ ...options, abortSignal })).id;
    } catch (thrown) {
      if (statusOf(thrown) !== 409) throw thrown;
      throw foreign({ kind: 'container', name: options.name ?? '', homeId: names.homeId }, thrown);
    }
  });
}

/** Removes a container, running or not; none there is fine. */
export async function removeContainer({ find }: DockerWorld, id: string): Promise<void> {
  const remove = async (docker: Dockerode, abortSignal: AbortSignal): Promise<void> => {
    try {
      await docker.getContainer(id).remove({ force: true, v: true, abortSignal });
    } catch (thrown) {
      // Somebody else removes it right now.
      if (statusOf(thrown) !== 409) throw thrown;
      await docker.getContainer(id).wait({ condition: 'removed', abortSignal });
    }
  };
  await find('remove a container', remove, 'removalMs');
}

/** Volumes of a lab. */
export async function listVolumes(
  { use, names }: DockerWorld,
  lab: string,
  labels: Labels = {},
): Promise<readonly Volume[]> {
  return await use('list volumes', async (docker) => {
    const answer: unknown = await docker.listVolumes({
      filters: names.filters(lab, labels),
      abortSignal: answerLimit(),
    });
    return VolumeList.parse(answer).Volumes;
  });
}

/** Makes a volume unless it is there; a foreign one of its name is a `conflict`. Returns its name. */
export async function ensureVolume(
  { use, names }: DockerWorld,
  lab: string,
  { name, labels }: { readonly name: string; readonly labels: Labels },
): Promise<string> {
  const fullName = names.name(lab, name);
  const volume = await use(`make the volume ${fullName}`, async (docker, abortSignal) => {
    // Making one that exists gives that one, with its own labels.
    await docker.createVolume({ Name: fullName, Labels: names.labels(lab, labels), abortSignal });
    return Volume.parse(await docker.getVolume(fullName).inspect({ abortSignal }));
  });
  if (names.isOurs(lab, volume.Labels)) return fullName;
  throw foreign({ kind: 'volume', name: fullName, homeId: names.homeId });
}

/** The id of the lab's network; undefined where there is none. */
export async function findNetwork({ use, names }: DockerWorld, lab: string): Promise<string | undefined> {
  const found = await use('list networks', async (docker) => {
    const answer: unknown = await docker.listNetworks({
      filters: names.filters(lab),
      abortSignal: answerLimit(),
    });
    return NetworkList.parse(answer);
  });
  // Two Sealabs may have made it at once, before Docker 25; all take the older one.
  return found.toSorted((one, other) => (one.Created < other.Created ? -1 : 1))[0]?.Id;
}

/** Makes the lab's network unless it is there. Returns its id. */
export async function ensureNetwork(world: DockerWorld, lab: string): Promise<string> {
  const found = await findNetwork(world, lab);
  if (found !== undefined) return found;
  const { use, names } = world;
  const name = names.name(lab);
  return await use(`make the network ${name}`, async (docker, abortSignal) => {
    try {
      const made = await docker.createNetwork({
        Name: name,
        Driver: 'bridge',
        CheckDuplicate: true,
        Labels: names.labels(lab),
        abortSignal,
      });
      return made.id;
    } catch (thrown) {
      if (statusOf(thrown) !== 409) throw thrown;
      const now = await findNetwork(world, lab);
      if (now !== undefined) return now;
      throw foreign({ kind: 'network', name, homeId: names.homeId }, thrown);
    }
  });
}

function foreign(
  { kind, name, homeId }: { readonly kind: string; readonly name: string; readonly homeId: string },
  cause?: unknown,
): SealabError {
  const command = kind === 'container' ? `docker rm -f ${name}` : `docker ${kind} rm ${name}`;
  return new SealabError(
    'conflict',
    `Docker has a ${kind} ${name} already, and it is not of this Sealab: it lacks its labels.`,
    {
      fix: `Look whether it is still wanted, and remove it: ${command}`,
      details: { name, label: `${LABEL.home}=${homeId}` },
      ...(cause === undefined ? {} : { cause }),
    },
  );
}
