import { useState } from 'react';
import type { BucketView } from '#shared/contract/objects.ts';
import { ChoiceCards } from '../../ui/choice-cards.tsx';
import { ActionStepsDialog } from './action-dialog.tsx';
import { DEFAULT_KINDS } from './create-bucket-dialog.tsx';
import { EncryptionChoice } from './encryption-choice.tsx';
import type { EncryptionForm } from './encryption-form.ts';
import { useObjectsLab } from './objects-lab.tsx';

interface BucketDialogProps {
  readonly bucket: BucketView;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** What new objects of a bucket get. */
export function DefaultEncryptionDialog({ bucket, onDone, onClose }: BucketDialogProps) {
  const { name: lab, keyName } = useObjectsLab();
  const [form, setForm] = useState<EncryptionForm>({
    kind: bucket.encryption === 'sse-c' ? 'none' : bucket.encryption,
    keyName: bucket.keyName ?? keyName,
    customerKey: '',
    newCustomerKey: '',
  });
  const step =
    form.kind === 'none'
      ? { action: 'bucket.encryption.clear', input: { bucket: bucket.name } }
      : {
          action: 'bucket.encryption.set',
          input: {
            bucket: bucket.name,
            encryption: form.kind,
            ...(form.kind === 'sse-kms' ? { key: form.keyName.trim() } : {}),
          },
        };
  return (
    <ActionStepsDialog
      lab={lab}
      title={`Default encryption of ${bucket.name}`}
      verb="Set the default"
      steps={form.kind === 'sse-kms' && form.keyName.trim() === '' ? [] : [step]}
      onDone={onDone}
      onClose={onClose}
    >
      <EncryptionChoice
        lab={lab}
        legend="What new objects get"
        kinds={DEFAULT_KINDS}
        form={form}
        onChange={setForm}
      />
    </ActionStepsDialog>
  );
}

/** Whether a bucket keeps what is overwritten and deleted. */
export function VersioningDialog({ bucket, onDone, onClose }: BucketDialogProps) {
  const { name: lab } = useObjectsLab();
  const [versioning, setVersioning] = useState<'enabled' | 'suspended'>(
    bucket.versioning === 'enabled' ? 'suspended' : 'enabled',
  );
  return (
    <ActionStepsDialog
      lab={lab}
      title={`Versions of ${bucket.name}`}
      verb={versioning === 'enabled' ? 'Keep versions' : 'Stop keeping'}
      steps={[{ action: 'bucket.versioning.set', input: { bucket: bucket.name, versioning } }]}
      onDone={onDone}
      onClose={onClose}
    >
      <ChoiceCards
        legend="What is overwritten or deleted"
        value={versioning}
        choices={[
          { value: 'enabled', title: 'Is kept', about: 'Each write makes a version; a delete only marks.' },
          { value: 'suspended', title: 'Goes', about: 'Versions that are there stay; no new one is kept.' },
        ]}
        onChange={setVersioning}
      />
    </ActionStepsDialog>
  );
}

/** Before a bucket goes. */
export function DeleteBucketDialog({ bucket, onDone, onClose }: BucketDialogProps) {
  const { name: lab } = useObjectsLab();
  return (
    <ActionStepsDialog
      lab={lab}
      title={`Delete ${bucket.name}`}
      verb={`Delete ${bucket.name}`}
      isDestructive
      steps={[{ action: 'bucket.delete', input: { bucket: bucket.name } }]}
      onDone={onDone}
      onClose={onClose}
    />
  );
}
