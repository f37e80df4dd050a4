import type { KeyKind } from './key-tile.tsx';

export interface NamedPart {
  readonly text: string;
  /** Set where the text names a key or data. */
  readonly kind: KeyKind | undefined;
}

const NAMES: readonly (readonly [RegExp, KeyKind])[] = [
  [/^object key$/i, 'object-key'],
  [/^data key$/i, 'data-key'],
  [/^kes key$/i, 'kes-key'],
  [/^root key$/i, 'root-key'],
  [/^(?:unseal|vault) share/i, 'share'],
  [/^ciphertext$/i, 'ciphertext'],
  [/^plaintext$/i, 'plaintext'],
];
const ANY_NAME =
  /\b(object key|data key|KES key|root key|(?:unseal|vault) shares?(?: \d+)?|ciphertext|plaintext)\b/i;

/** Splits a sentence at the names of keys and data, in order; the parts joined give the sentence again. */
export function splitKeyNames(text: string): readonly NamedPart[] {
  return text
    .split(ANY_NAME)
    .filter((part) => part !== '')
    .map((part) => ({ text: part, kind: NAMES.find(([pattern]) => pattern.test(part))?.[1] }));
}
