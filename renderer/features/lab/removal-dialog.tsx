import { Button } from '@mantine/core';
import { Trash2 } from 'lucide-react';
import { toWire } from '#shared/errors.ts';
import { useQuery } from '../../client/use-query.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogButtons } from '../../ui/dialog-buttons.tsx';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { MonoLine } from '../../ui/mono-line.tsx';
import { countOf, formatSize } from '../../ui/size.ts';
import './dialogs.css';

/** Before a lab goes: what goes with it and what stays. */
export function RemovalDialog({
  lab,
  onRemove,
  onClose,
}: {
  lab: string;
  onRemove: () => void;
  onClose: () => void;
}) {
  const { value, error } = useQuery('labs.removal', { name: lab });
  return (
    <Dialog onClose={onClose} title={`Remove ${lab}`}>
      <div className="dialog">
        {value === undefined && error === undefined ? (
          <LoadingRows what="Looking what goes" count={3} />
        ) : null}
        {error === undefined ? null : <ErrorBlock error={toWire(error)} />}
        {value === undefined ? null : (
          <ul className="removal">
            <li>
              <strong>Goes:</strong> {countOf(value.processes, 'process', 'processes')},{' '}
              {formatSize(value.sizeBytes)} of objects, keys and certificates in <code>{value.folder}</code>
            </li>
            <li>
              <strong>Stays:</strong> the programs, for the next lab
            </li>
            <li className="removal-last">
              The keys go too: objects copied elsewhere in encrypted form stay unreadable.
            </li>
          </ul>
        )}
        <MonoLine command={`npm run -s sealab -- rm ${lab}`} />
        <DialogButtons leave="Keep it" onLeave={onClose}>
          <Button
            variant="danger"
            leftSection={<Trash2 size={16} aria-hidden />}
            disabled={value === undefined && error === undefined}
            onClick={onRemove}
          >
            Remove {lab}
          </Button>
        </DialogButtons>
      </div>
    </Dialog>
  );
}
