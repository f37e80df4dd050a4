import { Anchor, FileKey, FileText, KeyRound, Lock, type LucideIcon, Puzzle, Ticket } from 'lucide-react';
import './key-tile.css';

export type KeyKind =
  | 'share'
  | 'root-key'
  | 'kes-key'
  | 'data-key'
  | 'object-key'
  | 'ciphertext'
  | 'plaintext';

const KEYS: Readonly<
  Record<KeyKind, { readonly icon: LucideIcon; readonly name: string; readonly isSheet: boolean }>
> = {
  share: { icon: Puzzle, name: 'share', isSheet: false },
  'root-key': { icon: Anchor, name: 'root key', isSheet: false },
  'kes-key': { icon: KeyRound, name: 'KES key', isSheet: false },
  'data-key': { icon: Ticket, name: 'data key', isSheet: false },
  'object-key': { icon: FileKey, name: 'object key', isSheet: false },
  ciphertext: { icon: Lock, name: 'ciphertext', isSheet: true },
  plaintext: { icon: FileText, name: 'plaintext', isSheet: true },
};

/**
 * The tile of a key (rounded square) or of data (sheet with a cut corner), in the colour of the nearest `key-…` class.
 * Its name stands beside it, or is given as `label` where there is no room for a word.
 */
export function KeyTile({ kind, label }: { kind: KeyKind; label?: string }) {
  const { icon: Icon, isSheet } = KEYS[kind];
  return (
    <span className={isSheet ? 'key-tile key-sheet' : 'key-tile'} title={label}>
      <Icon size={12} aria-hidden />
      {label === undefined ? null : <span className="visually-hidden">{label}</span>}
    </span>
  );
}

/** Tile and coloured word together; `text` where the word is not the key's own name. */
export function KeyWord({ kind, text }: { kind: KeyKind; text?: string }) {
  return (
    <span className={`key-word key-${kind}`}>
      <KeyTile kind={kind} />
      <span className="key-name">{text ?? KEYS[kind].name}</span>
    </span>
  );
}
