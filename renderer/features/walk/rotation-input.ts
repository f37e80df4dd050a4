import type { ObjectRef } from '#shared/contract/objects.ts';
import type { ListedAction } from '../lab/action-inputs.ts';

/** What an action on an object is called with first: the object, where the action asks for it. */
export function startOf(
  { inputs }: Pick<ListedAction, 'inputs'>,
  { bucket, key, versionId }: Omit<ObjectRef, 'lab'>,
): Record<string, string> {
  const known: Readonly<Record<string, string | undefined>> = {
    bucket,
    object: key,
    versionId,
    version: versionId,
  };
  return Object.fromEntries(
    inputs.flatMap(({ name }) => {
      const value = known[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
