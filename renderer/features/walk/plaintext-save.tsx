import { Progress as Bar, Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { ObjectRef } from '#shared/contract/objects.ts';
import { useQuery } from '../../client/use-query.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogButtons } from '../../ui/dialog-buttons.tsx';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { MonoLine } from '../../ui/mono-line.tsx';
import { StateWord } from '../../ui/state-icon.tsx';
import { decryptLine } from './inspect-line.ts';
import { isWindow, usePlaintextFile } from './use-plaintext-file.ts';

export interface PlaintextSaveProps {
  readonly object: ObjectRef;
  readonly sizeBytes: number;
  readonly isCustomerKey: boolean;
  readonly onClose: () => void;
}

/** Keeps the plaintext: in the window by our own code into a file, in a browser as MinIO gives it. */
export function PlaintextSave({ object, sizeBytes, isCustomerKey, onClose }: PlaintextSaveProps) {
  const about = useQuery('system.about', isWindow() ? {} : undefined);
  const [typed, setTyped] = useState<string>();
  const name = object.key.split('/').findLast((part) => part !== '') ?? 'plaintext';
  const file = typed ?? (about.value === undefined ? '' : `${about.value.homeFolder}/${name}`);
  const work = usePlaintextFile({ object, sizeBytes, isCustomerKey });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isWindow()) work.decrypt(file);
    else work.download();
  };
  return (
    <Dialog title="Save the plaintext" onClose={onClose}>
      <form className="plaintext-save" onSubmit={submit} noValidate>
        {isWindow() ? (
          <TextInput
            label="File"
            description="On this machine. A file that is there is not written over."
            value={file}
            spellCheck={false}
            autoComplete="off"
            data-autofocus
            onChange={(event) => setTyped(event.currentTarget.value.trim())}
          />
        ) : (
          <p>The browser gets the object from MinIO. The line below writes what Sealab’s own code opened.</p>
        )}
        <MonoLine command={decryptLine(object, isWindow() && file !== '' ? file : name)} />
        {work.error === undefined ? null : <ErrorBlock error={work.error} />}
        {work.fraction === undefined ? null : (
          <Bar value={work.fraction * 100} size={6} color="var(--text)" aria-label="Saving the plaintext" />
        )}
        {work.isDone ? <StateWord tone="ok" word="The plaintext is saved." /> : null}
        <DialogButtons
          leave={work.isRunning ? 'Cancel' : work.isDone ? 'Close' : 'Leave it'}
          onLeave={work.isRunning ? work.cancel : onClose}
        >
          <Button
            type="submit"
            variant="filled"
            disabled={work.isRunning || work.isDone || (isWindow() && file === '')}
          >
            {isWindow() ? 'Decrypt into the file' : 'Download'}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}
