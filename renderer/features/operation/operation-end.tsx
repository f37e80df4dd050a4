import { Button } from '@mantine/core';
import { RotateCcw } from 'lucide-react';
import type { ReactNode } from 'react';
import type { OperationSnapshot } from '#shared/contract/progress.ts';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { StateIcon } from '../../ui/state-icon.tsx';
import { stoppedAt } from './operation-facts.ts';
import { wordsOf } from './operation-words.ts';

export interface FixesProps {
  readonly operation: OperationSnapshot;
  readonly onRetry: (() => void) | undefined;
  readonly onClose: () => void;
  readonly closeWord: string;
}

/** What can be done with an ended operation: the same again, or leave it. */
export function Fixes({ operation, onRetry, onClose, closeWord }: FixesProps) {
  return (
    <>
      {onRetry === undefined ? null : (
        <Button variant="filled" leftSection={<RotateCcw size={16} aria-hidden />} onClick={onRetry}>
          {operation.state === 'cancelled' ? 'Go on' : 'Try again'}
        </Button>
      )}
      <Button variant="default" onClick={onClose}>
        {closeWord}
      </Button>
    </>
  );
}

export interface OperationEndProps {
  readonly operation: OperationSnapshot;
  /** A step below shows the failure already. */
  readonly isShownInStep: boolean;
  readonly fixes: ReactNode;
}

/** How an operation ended: cancelled with what stays, or failed with what can be done. */
export function OperationEnd({ operation, isShownInStep, fixes }: OperationEndProps) {
  const { state, error } = operation;
  if (state === 'cancelled') {
    const at = stoppedAt(operation);
    return (
      <div className="cancelled-note">
        <StateIcon tone="waiting" size={20} />
        <p>
          <strong>{at === undefined ? 'Cancelled.' : `Cancelled at step ${at.number}, ${at.title}.`}</strong>{' '}
          {wordsOf(operation).kept}
        </p>
        <div className="strip-buttons">{fixes}</div>
      </div>
    );
  }
  if (state !== 'failed' || error === undefined || isShownInStep) return null;
  return (
    <div className="operation-error">
      <ErrorBlock error={error}>{fixes}</ErrorBlock>
    </div>
  );
}
