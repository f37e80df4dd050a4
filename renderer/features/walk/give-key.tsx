import { Button, PasswordInput } from '@mantine/core';
import { KeyRound, Undo2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogButtons } from '../../ui/dialog-buttons.tsx';
import { type GivenKey, type GivenKind, readGivenKey } from './given-key.ts';
import './give-key.css';

const WORDS: Readonly<
  Record<
    GivenKind,
    { readonly title: string; readonly why: string; readonly label: string; readonly note: string }
  >
> = {
  customer: {
    title: 'Give the customer key',
    why: 'With SSE-C the client makes the key and sends it with each request. MinIO uses it and forgets it; KES and Vault never see it. Only whoever uploaded the object has it.',
    label: 'Customer key',
    note: 'Walked with a customer key that you gave.',
  },
  builtin: {
    title: 'Give MinIO’s built-in key',
    why: 'A MinIO without KES seals every data key with one key of its own, which it gets as MINIO_KMS_SECRET_KEY. With it the walk asks neither KES nor Vault.',
    label: 'MINIO_KMS_SECRET_KEY',
    note: 'Walked with a built-in key that you gave; neither KES nor Vault is asked.',
  },
};

export interface GiveKeyDialogProps {
  readonly kind: GivenKind;
  /** Nothing typed is shown in clear while others see the screen. */
  readonly isShared: boolean;
  readonly onGive: (key: GivenKey) => void;
  readonly onClose: () => void;
}

/** Asks for a key that the lab does not have. */
export function GiveKeyDialog({ kind, isShared, onGive, onClose }: GiveKeyDialogProps) {
  const { title, why, label } = WORDS[kind];
  const [text, setText] = useState('');
  const [isAsked, setAsked] = useState(false);
  const read = readGivenKey(kind, text);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setAsked(true);
    if ('key' in read) onGive(read.key);
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form className="give-key" onSubmit={submit} noValidate>
        <p>{why}</p>
        <PasswordInput
          label={label}
          description="Used for the walks of this page, written nowhere, and forgotten when you leave it."
          value={text}
          error={'problem' in read && (isAsked || text.length > 31) ? read.problem : undefined}
          data-autofocus
          spellCheck={false}
          autoComplete="off"
          {...(isShared ? { visible: false, rightSection: <span /> } : {})}
          visibilityToggleFocusable
          visibilityToggleButtonProps={{ 'aria-label': 'Show what is typed' }}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setAsked(false);
          }}
        />
        <output className="give-key-read">{'key' in read ? read.readAs : ''}</output>
        <DialogButtons onLeave={onClose}>
          <Button type="submit" variant="filled" disabled={text.trim() === ''}>
            Walk with it
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}

/** Says that a given key is in use, and leads back to those of the lab. */
export function GivenNote({ kind, onBack }: { kind: GivenKind; onBack: () => void }) {
  return (
    <section className="walk-note" aria-label="Given key">
      <KeyRound size={18} aria-hidden />
      <p className="given-words">{WORDS[kind].note} It is forgotten when you leave this page.</p>
      <Button variant="default" leftSection={<Undo2 size={16} aria-hidden />} onClick={onBack}>
        Back to the keys of the lab
      </Button>
    </section>
  );
}
