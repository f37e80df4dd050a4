import type { StartIntent } from '#core/ports/engine.ts';
import type { OperationContext } from '#core/ports/operation-context.ts';
import { cancelledError, SealabError } from '#shared/errors.ts';
import { NetworkDetail, NetworkList } from './api-schemas.ts';
import { statusOf } from './docker-errors.ts';
import type { DockerWorld } from './docker-world.ts';
import { isContainerIntent } from './names.ts';
import { listContainers, listVolumes, removeContainer } from './objects.ts';

/**
 * Removes all containers, networks and volumes that bear the lab's labels. Where no engine answers and the lab never
 * started anything on Docker, there is nothing to do.
 */
export async function removeLab(
  world: DockerWorld,
  { lab, intents }: { readonly lab: string; readonly intents: readonly StartIntent[] },
  { signal }: OperationContext,
): Promise<void> {
  const throwIfCancelled = (): void => {
    if (signal.aborted) throw cancelledError(signal.reason);
  };
  throwIfCancelled();
  const containers = await listContainers(world, lab).catch((thrown: unknown) => {
    const hasNothing = !intents.some((intent) => isContainerIntent(intent));
    const isAway =
      thrown instanceof SealabError && (thrown.code === 'no-engine' || thrown.code === 'permission-denied');
    if (hasNothing && isAway) return undefined;
    throw thrown;
  });
  if (containers === undefined) return;
  await Promise.all(containers.map(async ({ Id }) => await removeContainer(world, Id)));
  throwIfCancelled();
  await Promise.all([removeNetworks(world, lab), removeVolumes(world, lab)]);
}

async function removeNetworks({ use, find, names }: DockerWorld, lab: string): Promise<void> {
  const networks = await use('list networks', async (docker) => {
    const answer: unknown = await docker.listNetworks({ filters: names.filters(lab) });
    return NetworkList.parse(answer);
  });
  for (const { Id, Name } of networks) {
    await find(`remove the network ${Name}`, async (docker) => {
      const network = docker.getNetwork(Id);
      const { Containers } = NetworkDetail.parse(await network.inspect());
      // Somebody has put a container of their own on the lab's network; it stays, without this network.
      for (const container of Object.keys(Containers)) {
        await network.disconnect({ Container: container, Force: true });
      }
      await network.remove();
    });
  }
}

async function removeVolumes(world: DockerWorld, lab: string): Promise<void> {
  const volumes = await listVolumes(world, lab);
  await Promise.all(
    volumes.map(
      async ({ Name }) =>
        await world.find(`remove the volume ${Name}`, async (docker) => {
          try {
            await docker.getVolume(Name).remove();
          } catch (thrown) {
            if (statusOf(thrown) !== 409) throw thrown;
            throw inUse(Name, thrown);
          }
        }),
    ),
  );
}

function inUse(volume: string, cause: unknown): SealabError {
  return new SealabError('busy', `The volume ${volume} is used by a container that is not of this lab.`, {
    fix: `Remove that container first; this shows it: docker ps -a --filter volume=${volume}`,
    details: { volume },
    cause,
  });
}
