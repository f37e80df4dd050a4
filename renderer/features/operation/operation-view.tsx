import { Button } from '@mantine/core';
import { X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { OperationSnapshot } from '#shared/contract/progress.ts';
import { toWire, type WireError } from '#shared/errors.ts';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { StateIcon } from '../../ui/state-icon.tsx';
import { Fixes, OperationEnd } from './operation-end.tsx';
import { failsInStep, headline, spokenProgress } from './operation-facts.ts';
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
  const elapsedMs = useElapsed(operation);
  const { progress } = operation;
  const isPage = layout === 'page';
  const isRunning = operation.state === 'running';
  const fixes = <Fixes operation={operation} onRetry={onRetry} onClose={onClose} closeWord={closeWord} />;

  return (
    <div className={isPage ? 'operation-page' : 'operation-strip'}>
      <output className="visually-hidden">{spokenProgress(operation)}</output>
      <Head operation={operation} isPage={isPage} about={aboutOf(operation, elapsedMs)}>
        {isRunning ? <CancelButton operation={operation} onCancel={onCancel} /> : null}
      </Head>
      <OperationEnd operation={operation} isShownInStep={isPage && failsInStep(operation)} fixes={fixes} />
      {progress !== undefined && (isRunning || (isPage && operation.state !== 'cancelled')) ? (
        <ProgressCard operation={operation} progress={progress} />
      ) : null}
      {progress !== undefined && isPage ? (
        <div className={side === undefined ? '' : 'operation-columns'}>
          <StepTable progress={progress} elapsedMs={elapsedMs} fixes={fixes} />
          {side === undefined ? null : <div className="operation-side">{side}</div>}
        </div>
      ) : null}
    </div>
  );
}

function aboutOf({ progress, state }: OperationSnapshot, elapsedMs: number): string {
  if (progress !== undefined) return headline(progress, elapsedMs, state !== 'running');
  return state === 'running' ? 'Looking what is there' : 'Nothing was started';
}

interface HeadProps {
  readonly operation: OperationSnapshot;
  readonly isPage: boolean;
  readonly about: string;
  readonly children: ReactNode;
}

const STRIP_TONES = { running: 'running', done: 'done', failed: 'fail', cancelled: 'waiting' } as const;

function Head({ operation, isPage, about, children }: HeadProps) {
  const { heading } = wordsOf(operation);
  if (isPage) {
    return (
      <PageHead title={heading} about={about}>
        {children}
      </PageHead>
    );
  }
  return (
    <div className="strip-head">
      <StateIcon tone={STRIP_TONES[operation.state]} />
      <h2>{heading}</h2>
      <p>{operation.state === 'running' ? about : ''}</p>
      <div className="strip-buttons">{children}</div>
    </div>
  );
}

/** Cancels once; a cancel that did not get through says so and can be tried again. */
function CancelButton({ operation, onCancel }: Pick<OperationViewProps, 'operation' | 'onCancel'>) {
  const [isCancelling, setIsCancelling] = useState(false);
  const [problem, setProblem] = useState<WireError>();
  const cancel = (): void => {
    setIsCancelling(true);
    setProblem(undefined);
    onCancel().catch((thrown: unknown) => {
      setProblem(toWire(thrown));
      setIsCancelling(false);
    });
  };
  return (
    <>
      {problem === undefined ? null : <ErrorBlock error={problem} />}
      <Button
        variant="danger"
        leftSection={<X size={16} aria-hidden />}
        onClick={cancel}
        disabled={isCancelling}
      >
        {isCancelling ? 'Cancelling' : wordsOf(operation).cancel}
      </Button>
    </>
  );
}
