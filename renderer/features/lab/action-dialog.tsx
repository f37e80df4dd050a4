import { Button, Modal } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import { toWire } from '#shared/errors.ts';
import { useQuery } from '../../client/use-query.ts';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { MonoBlock } from '../../ui/mono-line.tsx';
import type { NamedAction } from './actions-card.tsx';
import './dialogs.css';

export interface ActionDialogProps {
  readonly lab: string;
  readonly action: NamedAction;
  readonly onRun: () => void;
  readonly onClose: () => void;
}

/** Before an action runs: what it costs, and the lines that do the same. */
export function ActionDialog({ lab, action, onRun, onClose }: ActionDialogProps) {
  const view = useQuery('actions.describe', { lab, action: action.id });
  const { value, error } = view;
  return (
    <Modal opened onClose={onClose} title={action.title}>
      <div className="dialog">
        {value === undefined && error === undefined ? (
          <LoadingRows what="Reading what it does" count={2} />
        ) : null}
        {error === undefined ? null : <ErrorBlock error={toWire(error)} />}
        {value?.warning === undefined ? null : (
          <p className="dialog-warning">
            <TriangleAlert size={16} aria-hidden />
            <span>{value.warning}</span>
          </p>
        )}
        {value === undefined || value.commands.length === 0 ? null : (
          <div>
            <p className="dialog-caption">The same from the lab’s shell</p>
            <MonoBlock commands={value.commands} />
          </div>
        )}
        <div className="dialog-buttons">
          <Button variant="default" onClick={onClose}>
            Leave it
          </Button>
          <Button
            variant={value?.warning === undefined ? 'filled' : 'danger'}
            disabled={value === undefined}
            onClick={onRun}
          >
            {action.title}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
