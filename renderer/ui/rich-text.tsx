import { Fragment } from 'react';
import { useTyped } from './own-command.tsx';

/** Text in which words between backticks stand in mono, and Sealab's own commands as they are typed here. */
export function RichText({ text }: { text: string }) {
  return useTyped()(text)
    .split('`')
    .map((part, index) =>
      index % 2 === 1 ? (
        <code key={`${index}-${part}`}>{part}</code>
      ) : (
        <Fragment key={`${index}-${part}`}>{part}</Fragment>
      ),
    );
}
