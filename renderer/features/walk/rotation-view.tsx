import type { ObjectRef } from '#shared/contract/objects.ts';

export function RotationView({ object }: { object: ObjectRef; onWalk: () => void }) {
  return <p>{object.key}</p>;
}
