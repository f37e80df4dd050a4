import type { KeyIdentity } from '#shared/contract/inspector.ts';
import type { KeyKind } from '../../ui/key-tile.tsx';

const KINDS: Readonly<Record<KeyIdentity, KeyKind>> = {
  share: 'share',
  root: 'root-key',
  kes: 'kes-key',
  data: 'data-key',
  object: 'object-key',
  ciphertext: 'ciphertext',
  plaintext: 'plaintext',
};

/** The tile and colour of an identity. */
export function kindOf(identity: KeyIdentity): KeyKind {
  return KINDS[identity];
}
