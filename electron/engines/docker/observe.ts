import type { ServiceObservation, StartIntent } from '#core/ports/engine.ts';
import type { ContainerDetail, ContainerSummary } from './api-schemas.ts';
import { usageOf } from './container-usage.ts';
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
      const state = await inspectContainer(world, container.Id);
      const seen = observationOf(intent, state);
      if (seen.state === 'stopped') return seen;
      return { ...seen, ...(await usageOf(world, { id: container.Id, pid: seen.pid ?? 0 })) };
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
