import { createContext, use } from 'react';
import { asTyped, FROM_CLONE } from '#shared/own-command.ts';

/** What starts the command line of the Sealab behind this page. */
export const OwnCommand = createContext(FROM_CLONE);

/** Turns the commands in a text into those that a person types here. */
export function useTyped(): (text: string) => string {
  const program = use(OwnCommand);
  return (text) => asTyped(text, program);
}
