import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useQuery } from '../../client/use-query.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogButtons } from '../../ui/dialog-buttons.tsx';
import { MonoLine } from '../../ui/mono-line.tsx';
import { pathProblem } from './component-words.ts';

export interface SetDialogProps {
  readonly kind: 'save' | 'load';
  readonly onGo: (file: string) => void;
  readonly onClose: () => void;
}

const WORDS = {
  save: {
    title: 'Save what is here as a set',
    about: 'One file with every component that is here, to be loaded on a machine without network or Go.',
    button: 'Save the set',
    option: '--save',
  },
  load: {
    title: 'Load a saved set',
    about:
      'Takes over the components of a set that was saved elsewhere. Each is checked by its SHA-256 first.',
    button: 'Load the set',
    option: '--load',
  },
} as const;

/** Asks for the file of a set, and shows the line that does the same. */
export function SetDialog({ kind, onGo, onClose }: SetDialogProps) {
  const words = WORDS[kind];
  const about = useQuery('system.about', kind === 'save' ? {} : undefined);
  const [typed, setTyped] = useState<string>();
  const proposed = about.value === undefined ? '' : `${about.value.homeFolder}/components.sealab-set`;
  const file = typed ?? proposed;
  const problem = pathProblem(file);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (problem === undefined) onGo(file);
  };
  return (
    <Dialog title={words.title} onClose={onClose}>
      <form className="set-dialog" onSubmit={submit} noValidate>
        <p>{words.about}</p>
        <TextInput
          label="File"
          description="On the machine that Sealab runs on."
          value={file}
          error={typed === undefined ? undefined : problem}
          spellCheck={false}
          autoComplete="off"
          data-autofocus
          onChange={(event) => setTyped(event.currentTarget.value.trim())}
        />
        {problem === undefined ? (
          <MonoLine command={`npm run -s sealab -- provision ${words.option} ${quoted(file)}`} />
        ) : null}
        <DialogButtons onLeave={onClose}>
          <Button type="submit" variant="filled" disabled={problem !== undefined}>
            {words.button}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}

/** A path as one word of a shell. */
function quoted(path: string): string {
  return /^[\w./:@%+=,-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
