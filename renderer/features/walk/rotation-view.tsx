import { useMemo } from 'react';
import type { ObjectRef } from '#shared/contract/objects.ts';
import { toWire } from '#shared/errors.ts';
import { useQuery } from '../../client/use-query.ts';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { LeftBehind } from './left-behind.tsx';
import { RotationCard } from './rotation-card.tsx';
import './rotation-view.css';

/** What each change of an object's encryption does to it, looked at before and after; and what a bucket's default leaves alone. */
export function RotationView({ object, onChanged }: { object: ObjectRef; onChanged: () => void }) {
  const actions = useQuery('actions.list', {});
  const { lab, bucket, key, versionId } = object;
  const shown = useMemo(
    () => ({ lab, bucket, key, ...(versionId === undefined ? {} : { versionId }) }),
    [lab, bucket, key, versionId],
  );
  if (actions.error !== undefined) return <ErrorBlock error={toWire(actions.error)} />;
  if (actions.value === undefined) return <LoadingRows what="Reading what can be done" />;
  const find = (id: string) => actions.value?.find((action) => action.id === id);
  return (
    <div className="rotation">
      <RotationCard
        object={shown}
        action={find('object.rewrap')}
        about="A new data key and a new IV; the object key is opened and sealed again. The data is not touched."
        word="Rewrap the object key"
        isPrimary
        onChanged={onChanged}
      />
      <RotationCard
        object={shown}
        action={find('object.copy-onto-itself')}
        about="MinIO reads the object and writes it again. For SSE-C it only seals the object key anew."
        word="Copy it onto itself"
        onChanged={onChanged}
      />
      <LeftBehind lab={lab} bucket={bucket} action={find('object.encrypt')} />
    </div>
  );
}
