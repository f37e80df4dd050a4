import { ActionIcon, Button } from '@mantine/core';
import { Check, Copy, X } from 'lucide-react';
import { useCopied } from './use-copied.ts';

const WORDS = { idle: 'Copy', copied: 'Copied', failed: 'Not copied' } as const;
const ICONS = { idle: Copy, copied: Check, failed: X } as const;

/** Copies `text`. `label` says what it copies; `word` shows a word beside the icon. */
export function CopyButton({ text, label, word }: { text: string; label: string; word?: string }) {
  const [state, copy] = useCopied();
  const Icon = ICONS[state];
  const status = <output className="visually-hidden">{state === 'idle' ? '' : WORDS[state]}</output>;
  if (word === undefined) {
    return (
      <>
        <ActionIcon variant="subtle" size={24} aria-label={label} title={label} onClick={() => copy(text)}>
          <Icon size={15} aria-hidden />
        </ActionIcon>
        {status}
      </>
    );
  }
  return (
    <>
      <Button
        variant="subtle"
        size="xs"
        leftSection={<Icon size={15} aria-hidden />}
        aria-label={label}
        onClick={() => copy(text)}
      >
        {state === 'idle' ? word : WORDS[state]}
      </Button>
      {status}
    </>
  );
}
