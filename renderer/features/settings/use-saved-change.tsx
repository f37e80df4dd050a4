import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useCallback, useState } from 'react';
import type { SettingsChange } from '#shared/contract/settings.ts';
import { toWire, type WireError } from '#shared/errors.ts';
import { useSettings } from './settings-context.tsx';
import { changeWords, undoOf } from './settings-form.ts';

const NOTE_ID = 'settings-saved';

/** Saves a change at once and offers to undo it; `problem` is why the last one was not saved. */
export function useSavedChange(): {
  readonly save: (change: SettingsChange) => void;
  readonly problem: WireError | undefined;
} {
  const { value, change } = useSettings();
  const [problem, setProblem] = useState<WireError>();

  const save = useCallback(
    (wanted: SettingsChange) => {
      setProblem(undefined);
      notifications.hide(NOTE_ID);
      change(wanted).then(
        () => {
          if (value === undefined) return;
          const undo = undoOf(wanted, value);
          showSaved(changeWords(wanted), () => {
            change(undo).catch((thrown: unknown) => setProblem(toWire(thrown)));
          });
        },
        (thrown: unknown) => setProblem(toWire(thrown)),
      );
    },
    [change, value],
  );

  return { save, problem };
}

/** Says what was saved, and takes it back while it is shown. */
function showSaved(words: string, undo: () => void): void {
  const takeBack = (): void => {
    notifications.hide(NOTE_ID);
    undo();
  };
  notifications.show({
    id: NOTE_ID,
    role: 'status',
    message: (
      <span className="saved-note">
        <span>{words}</span>
        <Button size="xs" onClick={takeBack}>
          Undo
        </Button>
      </span>
    ),
  });
}
