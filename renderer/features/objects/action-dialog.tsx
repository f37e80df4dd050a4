import { Button } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { toWire, type WireError } from '#shared/errors.ts';
import { useClient } from '../../client/client-context.tsx';
import { useQuery } from '../../client/use-query.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogButtons } from '../../ui/dialog-buttons.tsx';
import { DialogWarning } from '../../ui/dialog-warning.tsx';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { MonoBlock } from '../../ui/mono-line.tsx';
import '../lab/dialogs.css';

/** One action with the values it is called with. */
export interface ActionStep {
  readonly action: string;
  readonly input: Readonly<Record<string, string>>;
  /** Nothing is there yet that its warning could be about. */
  readonly isHarmless?: boolean;
}

export interface ActionStepsDialogProps {
  readonly lab: string;
  readonly title: string;
  /** What the button says. */
  readonly verb: string;
  readonly isDestructive?: boolean;
  /** Run one after the other; none while the values are not complete. */
  readonly steps: readonly ActionStep[];
  /** The fields of the dialog. */
  readonly children?: ReactNode;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Before actions run: what they ask for, what they cost, the lines that do the same; then how they ended. */
export function ActionStepsDialog(props: ActionStepsDialogProps) {
  const { lab, title, verb, isDestructive = false, steps, children, onDone, onClose } = props;
  const client = useClient();
  const [isRunning, setRunning] = useState(false);
  const [error, setError] = useState<WireError>();
  const submit = async (): Promise<void> => {
    if (client === undefined || steps.length === 0 || isRunning) return;
    setRunning(true);
    setError(undefined);
    try {
      for (const { action, input } of steps) await client.run('actions.run', { lab, action, input });
      onDone();
    } catch (thrown) {
      setError(toWire(thrown));
      setRunning(false);
    }
  };
  return (
    <Dialog onClose={onClose} title={title}>
      <form
        className="dialog"
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          void submit();
        }}
      >
        {children}
        <ActionsAbout lab={lab} steps={steps} />
        {error === undefined ? null : <ErrorBlock error={error} />}
        <DialogButtons onLeave={onClose}>
          <Button
            type="submit"
            variant={isDestructive ? 'danger' : 'filled'}
            disabled={steps.length === 0 || isRunning || client === undefined}
          >
            {isRunning ? 'Running' : verb}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}

const TYPING_MS = 200;

/** What actions cost, and the lines that do the same. */
function ActionsAbout({ lab, steps }: { lab: string; steps: readonly ActionStep[] }) {
  if (steps.length === 0) return null;
  return (
    <div className="dialog-lines">
      <p className="dialog-caption">The same from a terminal with the lab’s environment</p>
      {steps.map((step) => (
        <ActionAbout key={step.action} lab={lab} step={step} />
      ))}
    </div>
  );
}

function ActionAbout({ lab, step }: { lab: string; step: ActionStep }) {
  const { action, input, isHarmless = false } = step;
  const { value, error } = useQuery('actions.describe', { lab, action, input: { ...input } }, TYPING_MS);
  if (error !== undefined) {
    return (
      <p className="dialog-problem" role="alert">
        {error.message}
      </p>
    );
  }
  if (value === undefined) return <LoadingRows what="Reading what it does" count={2} />;
  return (
    <>
      {value.warning === undefined || isHarmless ? null : <DialogWarning text={value.warning} />}
      {value.commands.length === 0 ? null : <MonoBlock commands={value.commands} />}
    </>
  );
}
