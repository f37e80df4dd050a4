import { Fragment } from 'react';

/** Text in which words between backticks stand in mono. */
export function RichText({ text }: { text: string }) {
  return text
    .split('`')
    .map((part, index) =>
      index % 2 === 1 ? (
        <code key={`${index}-${part}`}>{part}</code>
      ) : (
        <Fragment key={`${index}-${part}`}>{part}</Fragment>
      ),
    );
}
