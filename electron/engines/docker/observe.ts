import type { ServiceObservation, StartIntent } from '#core/ports/engine.ts';
import { type ContainerDetail, type ContainerSummary, Stats } from './api-schemas.ts';
import type { DockerWorld } from './docker-world.ts';
import { isContainerIntent, LABEL } from './names.ts';
import { inspectContainer, listContainers } from './objects.ts';

/** What an inspected container says about its intent; a container that is gone is a stopped service. */
export function observationOf(
  { service, id: intentId }: StartIntent,
  state: ContainerDetail['State'] | undefined,
): ServiceObservation {
  const running = state?.Status === 'running' || state?.Status === 'restarting';
  if (state === undefined || !(running || state.Status === 'paused')) {
    return { service, state: 'stopped', intentId };
  }
  return {
    service,
    state: running ? 'running' : 'paused',
    intentId,
    startedAt: state.StartedAt,
    ...(state.Pid > 0 ? { pid: state.Pid } : {}),
  };
}

/** Looks at all intents with one list; only what runs is looked at closer. Nothing of Docker's asks nobody. */
export async function observeIntents(
  world: DockerWorld,
  intents: readonly StartIntent[],
): Promise<readonly ServiceObservation[]> {
  const ours = intents.filter((intent) => isContainerIntent(intent));
  const labs = new Set(ours.map(({ lab }) => lab));
  const [onlyLab] = labs;
  const containers =
    ours.length === 0 ? [] : await listContainers(world, labs.size === 1 ? onlyLab : undefined);
  return await Promise.all(
    intents.map(async (intent) => {
      const container = containers.find((candidate) => isOf(intent, candidate));
      if (container === undefined || (container.State !== 'running' && container.State !== 'paused')) {
        return observationOf(intent, undefined);
      }
      const [state, memoryBytes] = await Promise.all([
        inspectContainer(world, container.Id),
        memoryOf(world, container.Id),
      ]);
      const seen = observationOf(intent, state);
      return seen.state === 'stopped' || memoryBytes === undefined ? seen : { ...seen, memoryBytes };
    }),
  );
}

/** Whether a container was started for an intent. */
export function isOf(intent: StartIntent, { Labels }: ContainerSummary): boolean {
  return (
    Labels[LABEL.intent] === intent.id &&
    Labels[LABEL.lab] === intent.lab &&
    Labels[LABEL.service] === intent.service
  );
}

/** Memory as `docker stats` tells it: without the page cache that can be given back. */
async function memoryOf({ find }: DockerWorld, id: string): Promise<number | undefined> {
  const answer = await find('measure a container', async (docker) =>
    Stats.parse(await docker.getContainer(id).stats({ stream: false, 'one-shot': true })),
  );
  const { usage, stats } = answer?.memory_stats ?? {};
  if (usage === undefined) return undefined;
  const cache = stats?.total_inactive_file ?? stats?.inactive_file ?? 0;
  return Math.max(0, usage - cache);
}
