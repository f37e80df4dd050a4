import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { type ActionStep, ActionStepsDialog } from './action-dialog.tsx';
import { EncryptionChoice } from './encryption-choice.tsx';
import type { EncryptionForm } from './encryption-form.ts';
import { useObjectsLab } from './objects-lab.tsx';

const NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
export const DEFAULT_KINDS = ['none', 'sse-s3', 'sse-kms'] as const;

/** Asks for the name of a new bucket and for how it encrypts by default. */
export function CreateBucketDialog({
  onDone,
  onClose,
}: {
  onDone: (bucket: string) => void;
  onClose: () => void;
}) {
  const { name: lab, keyName } = useObjectsLab();
  const [bucket, setBucket] = useState('');
  const [form, setForm] = useState<EncryptionForm>({
    kind: 'sse-s3',
    keyName,
    customerKey: '',
    newCustomerKey: '',
  });
  const isNamed = NAME.test(bucket);
  return (
    <ActionStepsDialog
      lab={lab}
      title="Create a bucket"
      verb="Create the bucket"
      steps={isNamed ? [{ action: 'bucket.create', input: { bucket } }, ...defaultSteps(bucket, form)] : []}
      onDone={() => onDone(bucket)}
      onClose={onClose}
    >
      <TextInput
        label="Name"
        description="3 to 63 small letters, digits, dots and hyphens"
        data-autofocus
        value={bucket}
        error={bucket.length > 2 && !isNamed ? 'No bucket can have this name.' : undefined}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setBucket(event.currentTarget.value)}
      />
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

/** What gives a new bucket its default; nothing for none, which is how it begins. */
function defaultSteps(bucket: string, { kind, keyName }: EncryptionForm): readonly ActionStep[] {
  if (kind !== 'sse-s3' && kind !== 'sse-kms') return [];
  return [
    {
      action: 'bucket.encryption.set',
      input: { bucket, encryption: kind, ...(kind === 'sse-kms' ? { key: keyName.trim() } : {}) },
      isHarmless: true,
    },
  ];
}
