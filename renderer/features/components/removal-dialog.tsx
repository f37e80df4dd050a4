import { Button } from '@mantine/core';
import type { ComponentView } from '#shared/contract/components.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogButtons } from '../../ui/dialog-buttons.tsx';
import { formatSize } from '../../ui/size.ts';
import { formatEstimate } from '../../ui/time.ts';
import { idOf } from './component-words.ts';

export interface RemovalDialogProps {
  readonly components: readonly ComponentView[];
  readonly onRemove: () => void;
  readonly onClose: () => void;
}

/** Before components are deleted: what goes, and what stays. */
export function RemovalDialog({ components, onRemove, onClose }: RemovalDialogProps) {
  const [first] = components;
  const what =
    components.length === 1 && first !== undefined ? first.title : `${components.length} components`;
  const bytes = components.reduce((total, { sizeBytes }) => total + sizeBytes, 0);
  const seconds = components.reduce((total, { buildSeconds }) => total + buildSeconds, 0);
  return (
    <Dialog title={`Remove ${what}`} onClose={onClose}>
      <div className="set-dialog">
        <p>{components.length === 1 ? `${formatSize(bytes)} go.` : `${formatSize(bytes)} go:`}</p>
        {components.length === 1 ? null : (
          <ul className="removal-list">
            {components.map((component) => (
              <li key={idOf(component)}>{component.title}</li>
            ))}
          </ul>
        )}
        <p>
          Labs, their keys and objects stay, and what runs goes on. A lab that needs it gets it again when it
          starts: {formatEstimate(seconds)} where it is built.
        </p>
        <DialogButtons onLeave={onClose}>
          <Button variant="danger" onClick={onRemove}>
            Remove {what}
          </Button>
        </DialogButtons>
      </div>
    </Dialog>
  );
}
