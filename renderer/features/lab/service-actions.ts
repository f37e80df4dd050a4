import type { ListedAction } from './action-inputs.ts';

const AREAS: Readonly<Record<string, readonly string[]>> = {
  vault: ['vault.'],
  kes: ['key.'],
  minio: ['bucket.', 'object.'],
};

/** The actions that change what this kind of service keeps. */
export function actionsOf(
  component: string | undefined,
  actions: readonly ListedAction[],
): readonly ListedAction[] {
  const areas = AREAS[component ?? ''] ?? [];
  return actions.filter(({ id }) => areas.some((area) => id.startsWith(area)));
}
