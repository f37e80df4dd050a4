import { Button } from '@mantine/core';
import { RotateCcw, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { OperationSnapshot } from '#shared/contract/progress.ts';
import { toWire, type WireError } from '#shared/errors.ts';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { StateIcon } from '../../ui/state-icon.tsx';
import { headline, spokenProgress, stoppedAt } from './operation-facts.ts';
import { wordsOf } from './operation-words.ts';
import { ProgressCard } from './progress-card.tsx';
import { StepTable } from './step-table.tsx';
import { useElapsed } from './use-elapsed.ts';
import './operation-view.css';

export interface OperationViewProps {
  readonly operation: OperationSnapshot;
  readonly onCancel: () => Promise<void>;
  /** Starts the same again; absent where that makes no sense. */
  readonly onRetry?: (() => void) | undefined;
  /** Puts an ended operation away. */
  readonly onClose: () => void;
  readonly closeWord: string;
  /** A page of its own, or a strip on top of another page. */
  readonly layout: 'page' | 'strip';
  /** What stands beside the steps on a page. */
  readonly side?: ReactNode;
}

/** The one component that shows operations: steps, bar, cancel, and how it ended with what to do next. */
export function OperationView(props: OperationViewProps) {
  const { operation, onCancel, onRetry, onClose, closeWord, layout, side } = props;
  const [isCancelling, setIsCancelling] = useState(false);
  const [problem, setProblem] = useState<WireError>();
  const elapsedMs = useElapsed(operation);
  const { progress, state, error } = operation;
  const words = wordsOf(operation);
  const isRunning = state === 'running';
  const errorHasStep =
    progress?.steps.some((step) => step.state === 'failed' && step.error !== undefined) ?? false;

  const cancel = (): void => {
    setIsCancelling(true);
    setProblem(undefined);
    onCancel().catch((thrown: unknown) => {
      setProblem(toWire(thrown));
      setIsCancelling(false);
    });
  };

  const cancelButton = (
    <Button
      variant="danger"
      leftSection={<X size={16} aria-hidden />}
      onClick={cancel}
      disabled={isCancelling}
    >
      {isCancelling ? 'Cancelling' : words.cancel}
    </Button>
  );
  const fixes = (
    <>
      {onRetry === undefined ? null : (
        <Button variant="filled" leftSection={<RotateCcw size={16} aria-hidden />} onClick={onRetry}>
          {state === 'cancelled' ? 'Go on' : 'Try again'}
        </Button>
      )}
      <Button variant="default" onClick={onClose}>
        {closeWord}
      </Button>
    </>
  );
  const about = progress === undefined ? 'Starting' : headline(progress, elapsedMs, !isRunning);

  return (
    <div className={layout === 'page' ? 'operation-page' : 'operation-strip'}>
      <output className="visually-hidden">{spokenProgress(operation)}</output>
      {layout === 'page' ? (
        <PageHead title={words.heading} about={about}>
          {isRunning ? cancelButton : null}
        </PageHead>
      ) : (
        <StripHead operation={operation} about={about}>
          {isRunning ? cancelButton : state === 'done' ? fixes : null}
        </StripHead>
      )}
      {problem === undefined ? null : <ErrorBlock error={problem} />}
      {state === 'cancelled' ? <CancelledNote operation={operation} kept={words.kept} fixes={fixes} /> : null}
      {state === 'failed' && error !== undefined && !errorHasStep ? (
        <div className="operation-error">
          <ErrorBlock error={error}>{fixes}</ErrorBlock>
        </div>
      ) : null}
      {layout === 'page' || (isRunning && progress !== undefined) ? (
        <ProgressCard operation={operation} />
      ) : null}
      {progress === undefined ||
      progress.steps.length === 0 ||
      (layout === 'strip' && !errorHasStep) ? null : (
        <div className={side === undefined ? '' : 'operation-columns'}>
          <StepTable progress={progress} elapsedMs={elapsedMs} fixes={fixes} />
          {side === undefined ? null : <div className="operation-side">{side}</div>}
        </div>
      )}
    </div>
  );
}

function StripHead({
  operation,
  about,
  children,
}: {
  operation: OperationSnapshot;
  about: string;
  children: ReactNode;
}) {
  const tone = { running: 'running', done: 'done', failed: 'fail', cancelled: 'waiting' } as const;
  return (
    <div className="strip-head">
      <StateIcon tone={tone[operation.state]} />
      <h2>{wordsOf(operation).heading}</h2>
      <p>{operation.state === 'running' ? about : ''}</p>
      <div className="strip-buttons">{children}</div>
    </div>
  );
}

function CancelledNote({
  operation,
  kept,
  fixes,
}: {
  operation: OperationSnapshot;
  kept: string;
  fixes: ReactNode;
}) {
  const at = stoppedAt(operation);
  return (
    <div className="cancelled-note">
      <StateIcon tone="waiting" size={20} />
      <p>
        <strong>{at === undefined ? 'Cancelled.' : `Cancelled at step ${at.number}, ${at.title}.`}</strong>{' '}
        {kept}
      </p>
      <div className="strip-buttons">{fixes}</div>
    </div>
  );
}
