import { Progress as Bar, Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { ObjectRef } from '#shared/contract/objects.ts';
import { useQuery } from '../../client/use-query.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogButtons } from '../../ui/dialog-buttons.tsx';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { MonoLine } from '../../ui/mono-line.tsx';
import { StateWord } from '../../ui/state-icon.tsx';
import type { GivenKey } from './given-key.ts';
import { decryptLine } from './inspect-line.ts';
import { isWindow, usePlaintextFile } from './use-plaintext-file.ts';

export interface PlaintextSaveProps {
  readonly object: ObjectRef;
  readonly sizeBytes: number;
  readonly isCustomerKey: boolean;
  /** The key that the walk was given; MinIO is not asked with it. */
  readonly given: GivenKey | undefined;
  readonly onClose: () => void;
}

/** Keeps the plaintext: in the window by our own code into a file, in a browser as MinIO gives it. */
export function PlaintextSave({ object, sizeBytes, isCustomerKey, given, onClose }: PlaintextSaveProps) {
  const about = useQuery('system.about', isWindow() ? {} : undefined);
  const [typed, setTyped] = useState<string>();
  const name = object.key.split('/').findLast((part) => part !== '') ?? 'plaintext';
  const file = typed ?? (about.value === undefined ? '' : `${about.value.homeFolder}/${name}`);
  const work = usePlaintextFile({ object, sizeBytes, isCustomerKey, given });
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
          <p>
            {given === undefined
              ? 'The browser gets the object from MinIO. The line below writes what Sealab’s own code opened.'
              : 'MinIO opens the object only with keys of the lab, so a browser cannot save it. This line does, with the key you gave in a file:'}
          </p>
        )}
        <MonoLine command={decryptLine(object, isWindow() && file !== '' ? file : name, given?.kind)} />
        {work.error === undefined ? null : <ErrorBlock error={work.error} />}
        {work.fraction === undefined ? null : (
          <Bar value={work.fraction * 100} size={6} color="var(--text)" aria-label="Saving the plaintext" />
        )}
        {work.isDone ? <StateWord tone="ok" word="The plaintext is saved." /> : null}
        <DialogButtons
          leave={work.isRunning ? 'Cancel' : work.isDone ? 'Close' : 'Leave it'}
          onLeave={work.isRunning ? work.cancel : onClose}
        >
          {isWindow() || given === undefined ? (
            <Button
              type="submit"
              variant="filled"
              disabled={work.isRunning || work.isDone || (isWindow() && file === '')}
            >
              {isWindow() ? 'Decrypt into the file' : 'Download'}
            </Button>
          ) : null}
        </DialogButtons>
      </form>
    </Dialog>
  );
}
