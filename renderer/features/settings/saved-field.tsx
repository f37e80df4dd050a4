import { TextInput } from '@mantine/core';
import { type KeyboardEvent, useEffect, useState } from 'react';

const TYPING_MS = 900;

export interface SavedFieldProps {
  readonly label: string;
  readonly description: string;
  /** What is saved now. */
  readonly value: string;
  readonly placeholder?: string;
  readonly inputMode?: 'numeric' | 'url';
  readonly problemOf: (typed: string) => string | undefined;
  readonly onSave: (typed: string) => void;
}

/** A field that saves by itself: when typing pauses, at Enter, or when it is left. What cannot be used stays and says why. */
export function SavedField(props: SavedFieldProps) {
  const { label, description, value, placeholder, inputMode, problemOf, onSave } = props;
  const [typed, setTyped] = useState<string>();
  const text = typed ?? value;
  const problem = problemOf(text);

  const save = (): void => {
    if (typed === undefined || problem !== undefined) return;
    setTyped(undefined);
    if (typed !== value) onSave(typed);
  };
  useEffect(() => {
    if (typed === undefined || problem !== undefined) return;
    const timer = setTimeout(save, TYPING_MS);
    return () => clearTimeout(timer);
  });
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') save();
    else if (event.key === 'Escape') setTyped(undefined);
  };
  return (
    <TextInput
      label={label}
      description={description}
      value={text}
      error={typed === undefined ? undefined : problem}
      placeholder={placeholder}
      inputMode={inputMode}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => {
        setTyped(event.currentTarget.value.trim());
      }}
      onBlur={save}
      onKeyDown={press}
    />
  );
}
