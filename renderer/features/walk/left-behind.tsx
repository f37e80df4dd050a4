import { Button } from '@mantine/core';
import { Lock } from 'lucide-react';
import { useState } from 'react';
import type { BucketView } from '#shared/contract/objects.ts';
import { toWire } from '#shared/errors.ts';
import { useOperations } from '../../client/operations-context.tsx';
import { useQuery } from '../../client/use-query.ts';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { countOf } from '../../ui/size.ts';
import { StateIcon } from '../../ui/state-icon.tsx';
import { ActionDialog } from '../lab/action-dialog.tsx';
import type { ListedAction } from '../lab/action-inputs.ts';
import { startOf } from './rotation-input.ts';
import { useLeftBehind } from './use-left-behind.ts';

export interface LeftBehindProps {
  readonly lab: string;
  readonly bucket: string;
  readonly action: ListedAction | undefined;
}

/** Objects that were there before the bucket's default: it leaves them as they were, until somebody encrypts them. */
export function LeftBehind({ lab, bucket, action }: LeftBehindProps) {
  const buckets = useQuery('objects.buckets', { lab });
  const found = useLeftBehind(lab, bucket);
  const { start } = useOperations();
  const [asked, setAsked] = useState<string>();
  const view = buckets.value?.find(({ name }) => name === bucket);
  const problem = found.error ?? (buckets.error === undefined ? undefined : toWire(buckets.error));
  return (
    <SectionCard title="Objects from before the default" className="rotation-wide" about={defaultWords(view)}>
      {problem === undefined ? null : <ErrorBlock error={problem} />}
      {found.list === undefined ? (
        problem === undefined ? (
          <LoadingRows what="Looking at the objects of the bucket" count={3} />
        ) : null
      ) : (
        <p className="rotation-about">
          {found.list.length === 0
            ? `Of ${countOf(found.looked, 'object')} that were looked at, none is in clear.`
            : `${countOf(found.list.length, 'object is', 'objects are')} in clear, of ${found.looked} that were looked at. A default counts for what is written after it.`}
          {found.isMore ? ' The bucket has more objects than were looked at.' : ''}
        </p>
      )}
      <ul className="left-behind">
        {(found.list ?? []).map((key) => (
          <li key={key}>
            <StateIcon tone="warn" label="in clear:" />
            <code>{key}</code>
            {action === undefined ? null : (
              <Button
                variant="default"
                size="xs"
                leftSection={<Lock size={15} aria-hidden />}
                aria-label={`Encrypt ${key}`}
                onClick={() => setAsked(key)}
              >
                Encrypt
              </Button>
            )}
          </li>
        ))}
      </ul>
      {asked === undefined || action === undefined ? null : (
        <ActionDialog
          lab={lab}
          action={action}
          start={startOf(action, {
            bucket,
            key: asked,
            encryption: view?.encryption,
            keyName: view?.keyName,
          })}
          onRun={(input) => {
            setAsked(undefined);
            void start('actions.run', { lab, action: action.id, input }, { lab, title: action.title }).then(
              found.reload,
            );
          }}
          onClose={() => setAsked(undefined)}
        />
      )}
    </SectionCard>
  );
}

function defaultWords(view: BucketView | undefined): string {
  if (view === undefined) return '';
  if (view.encryption === 'none') return `${view.name} encrypts nothing by default`;
  const key = view.keyName === undefined ? '' : ` with ${view.keyName}`;
  return `${view.name} encrypts by default: ${view.encryption.toUpperCase()}${key}`;
}
