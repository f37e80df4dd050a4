import { Fragment } from 'react';
import { type KeyKind, KeyWord } from './key-tile.tsx';
import { splitKeyNames } from './split-key-names.ts';

/** A sentence in which the names of keys and of data stand with their tile and colour. */
export function KeyText({ text }: { text: string }) {
  return splitKeyNames(text).map((part, index) => {
    const key = `${index}-${part.text}`;
    return part.kind === undefined ? (
      <Fragment key={key}>{part.text}</Fragment>
    ) : (
      <KeyWord key={key} kind={part.kind satisfies KeyKind} text={part.text} />
    );
  });
}
