import { Button } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { BucketView } from '#shared/contract/objects.ts';
import { toWire, type WireError } from '#shared/errors.ts';
import { useClient } from '../../client/client-context.tsx';
import { useQuery } from '../../client/use-query.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogButtons } from '../../ui/dialog-buttons.tsx';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { countOf, formatSize } from '../../ui/size.ts';
import { EncryptionChoice } from './encryption-choice.tsx';
import { type EncryptionForm, encryptionOf, formProblem } from './encryption-form.ts';
import { EncryptionWord } from './encryption-word.tsx';
import { useObjectsLab } from './objects-lab.tsx';
import { pathOf } from './upload-path.ts';
import { useUploads } from './uploads-context.tsx';

export interface UploadDialogProps {
  readonly bucket: string;
  readonly view: BucketView | undefined;
  readonly prefix: string;
  readonly files: readonly File[];
  readonly onClose: () => void;
}

const KINDS = ['bucket-default', 'sse-s3', 'sse-kms', 'sse-c'] as const;
const NAMED = 3;

/** Before files go into a bucket: which ones, where to, and how they are encrypted. */
export function UploadDialog({ bucket, view, prefix, files, onClose }: UploadDialogProps) {
  const { name: lab, keyName } = useObjectsLab();
  const client = useClient();
  const { queue } = useUploads();
  const customerKeys = useQuery('objects.customerKeys', { lab });
  const [form, setForm] = useState<EncryptionForm>({
    kind: 'bucket-default',
    keyName: view?.keyName ?? keyName,
    context: '',
    customerKey: '',
    newCustomerKey: 'my-customer-key',
  });
  const [error, setError] = useState<WireError>();
  const [isRunning, setRunning] = useState(false);
  const problem = formProblem(form);
  const bytes = files.reduce((sum, { size }) => sum + size, 0);

  const submit = async (): Promise<void> => {
    const encryption = encryptionOf(form);
    if (encryption === undefined || client === undefined) return;
    setRunning(true);
    setError(undefined);
    try {
      const isNew = encryption.kind === 'sse-c' && form.customerKey === '';
      if (isNew) {
        const input = { name: encryption.customerKey };
        await client.run('actions.run', { lab, action: 'customer-key.create', input });
      }
      queue.add(files.map((file) => ({ lab, bucket, key: `${prefix}${pathOf(file)}`, file, encryption })));
      onClose();
    } catch (thrown) {
      setError(toWire(thrown));
      setRunning(false);
    }
  };

  return (
    <Dialog title={`Upload ${countOf(files.length, 'file')}`} onClose={onClose}>
      <form
        className="dialog"
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          void submit();
        }}
      >
        <p>
          {files.slice(0, NAMED).map(pathOf).join(', ')}
          {files.length > NAMED ? ` and ${files.length - NAMED} more` : ''}, {formatSize(bytes)}, into{' '}
          <code>
            {bucket}/{prefix}
          </code>
          . One of the same name is replaced{view?.versioning === 'enabled' ? '; its version is kept' : ''}.
        </p>
        <EncryptionChoice
          lab={lab}
          legend="Encryption"
          kinds={KINDS}
          form={form}
          customerKeys={customerKeys.value ?? []}
          onChange={setForm}
        />
        {form.kind === 'bucket-default' && view !== undefined ? (
          <p>
            This bucket’s default: <EncryptionWord mode={view.encryption} keyName={view.keyName} />
          </p>
        ) : null}
        {problem === undefined ? null : <p className="dialog-problem">{problem}</p>}
        {error === undefined ? null : <ErrorBlock error={error} />}
        <DialogButtons onLeave={onClose}>
          <Button
            type="submit"
            variant="filled"
            disabled={problem !== undefined || isRunning || client === undefined}
          >
            Upload {countOf(files.length, 'file')}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}
