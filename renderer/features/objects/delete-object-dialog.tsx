import type { ObjectRow } from '#shared/contract/objects.ts';
import { ActionStepsDialog } from './action-dialog.tsx';
import { useObjectsLab } from './objects-lab.tsx';

export interface DeleteObjectDialogProps {
  readonly bucket: string;
  readonly object: Pick<ObjectRow, 'key' | 'versionId' | 'isDeleteMarker'>;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Before an object, a version or a delete marker goes: what goes and what stays. */
export function DeleteObjectDialog({ bucket, object, onDone, onClose }: DeleteObjectDialogProps) {
  const { name: lab } = useObjectsLab();
  const { key, versionId, isDeleteMarker } = object;
  const verb = isDeleteMarker
    ? 'Restore the object'
    : versionId === undefined
      ? 'Delete'
      : 'Delete this version';
  return (
    <ActionStepsDialog
      lab={lab}
      title={isDeleteMarker ? `Restore ${key}` : `Delete ${key}`}
      verb={verb}
      isDestructive={!isDeleteMarker}
      steps={[
        {
          action: 'object.delete',
          input: { bucket, object: key, ...(versionId === undefined ? {} : { version: versionId }) },
        },
      ]}
      onDone={onDone}
      onClose={onClose}
    >
      {isDeleteMarker ? (
        <p>The delete marker goes; the version before it is what a client gets again.</p>
      ) : null}
    </ActionStepsDialog>
  );
}
