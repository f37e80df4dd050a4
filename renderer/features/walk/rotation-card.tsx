import { Button } from '@mantine/core';
import { RefreshCw, X } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import type { ObjectRef } from '#shared/contract/objects.ts';
import { useQuery } from '../../client/use-query.ts';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { KeyText } from '../../ui/key-text.tsx';
import { MonoBlock } from '../../ui/mono-line.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { StateIcon } from '../../ui/state-icon.tsx';
import { ActionDialog } from '../lab/action-dialog.tsx';
import type { ListedAction } from '../lab/action-inputs.ts';
import { narrowed, startOf } from './rotation-input.ts';
import { RotationTable } from './rotation-table.tsx';
import { type Rotation, useRotation } from './use-rotation.ts';

export interface RotationCardProps {
  readonly object: ObjectRef;
  /** Absent where this Sealab cannot do it. */
  readonly action: ListedAction | undefined;
  readonly about: string;
  readonly word: string;
  readonly isPrimary?: boolean;
  readonly onChanged: () => void;
}

const PHASES: Readonly<Partial<Record<Rotation['phase'], string>>> = {
  before: 'Looking at the object before',
  running: 'Changing it',
  after: 'Looking at it again',
};

/** One way to rotate: what it does, the button, and the comparison of before and after. */
export function RotationCard({
  object,
  action,
  about,
  word,
  isPrimary = false,
  onChanged,
}: RotationCardProps) {
  const rotation = useRotation(object, action?.id ?? '');
  const [isAsking, setAsking] = useState(false);
  const stored = useQuery('inspector.object', object);
  const isPlain = stored.value?.encryption === 'none';
  const { phase, before, after, result } = rotation;
  const running = PHASES[phase];
  const tellChanged = useEffectEvent(onChanged);
  const { reload } = stored;
  useEffect(() => {
    if (phase !== 'done') return;
    tellChanged();
    reload();
  }, [phase, reload]);
  if (action === undefined) return null;
  return (
    <SectionCard
      title={action.title}
      className="rotation-card"
      aside={
        running === undefined ? (
          <Button
            variant={isPrimary ? 'filled' : 'default'}
            leftSection={<RefreshCw size={16} aria-hidden />}
            disabled={isPlain || stored.value === undefined}
            onClick={() => setAsking(true)}
          >
            {word}
          </Button>
        ) : (
          <Button variant="default" leftSection={<X size={16} aria-hidden />} onClick={rotation.cancel}>
            Cancel
          </Button>
        )
      }
    >
      <p className="rotation-about">
        <KeyText text={about} />
      </p>
      {isPlain ? (
        <p className="rotation-about">This object is not encrypted, so there is no key to rotate.</p>
      ) : null}
      {running === undefined ? null : (
        <output className="rotation-running">
          <StateIcon tone="running" />
          {running}
        </output>
      )}
      {phase === 'cancelled' ? (
        <p className="rotation-about">Cancelled. Walk the object to see what it is now.</p>
      ) : null}
      {rotation.error === undefined ? null : <ErrorBlock error={rotation.error} />}
      {before === undefined || after === undefined ? null : <RotationTable before={before} after={after} />}
      {result === undefined || result.commands.length === 0 ? null : (
        <>
          <p className="rotation-caption">The same from a terminal with the lab’s environment</p>
          <MonoBlock commands={result.commands} />
        </>
      )}
      {isAsking ? (
        <ActionDialog
          lab={object.lab}
          action={narrowed(action, stored.value?.encryption)}
          start={startOf(action, {
            ...object,
            encryption: stored.value?.encryption,
            keyName: stored.value?.keyName,
          })}
          onRun={(input) => {
            setAsking(false);
            rotation.run(input);
          }}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </SectionCard>
  );
}
