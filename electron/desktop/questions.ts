import type { MessageBoxOptions } from 'electron';
import type { DialogParent, ElectronModule } from './electron-module.ts';

interface Question<Choice extends string> {
  readonly type: NonNullable<MessageBoxOptions['type']>;
  readonly message: string;
  readonly detail: string;
  readonly choices: readonly Choice[];
  /** What Enter, Escape and closing the question choose. */
  readonly usual: Choice;
  /** Aborted when the question has answered itself. */
  readonly signal?: AbortSignal;
}

/** Asks with the system's own dialog and returns the choice. */
export async function ask<Choice extends string>(
  dialog: ElectronModule['dialog'],
  parent: DialogParent,
  question: Question<Choice>,
): Promise<Choice> {
  const { type, message, detail, choices, usual, signal } = question;
  const usualIndex = choices.indexOf(usual);
  const { response } = await dialog.showMessageBox(parent, {
    type,
    message,
    detail,
    buttons: [...choices],
    defaultId: usualIndex,
    cancelId: usualIndex,
    noLink: true,
    ...(signal === undefined ? {} : { signal }),
  });
  return choices[response] ?? usual;
}
