import type { KeyIdentity } from '#shared/contract/inspector.ts';
import { KeyWord } from '../../ui/key-tile.tsx';
import { kindOf } from './identity-kind.ts';
import './identity-tile.css';

export interface IdentityWordProps {
  readonly identity: KeyIdentity;
  readonly text: string;
  /** Made on the spot and stored nowhere: an outline. */
  readonly isDerived?: boolean;
  /** The word is for screen readers only. */
  readonly isTileOnly?: boolean;
  readonly size?: 'small' | 'large';
}

/** The tile of a key or of data in its colour, with its word beside it. */
export function IdentityWord({
  identity,
  text,
  isDerived = false,
  isTileOnly = false,
  size = 'small',
}: IdentityWordProps) {
  const classes = [
    'identity',
    ...(isDerived ? ['identity-derived'] : []),
    ...(isTileOnly ? ['identity-tile-only'] : []),
    ...(size === 'large' ? ['identity-large'] : []),
  ];
  return (
    <span className={classes.join(' ')} title={isTileOnly ? text : undefined}>
      <KeyWord kind={kindOf(identity)} text={text} />
    </span>
  );
}

/** The class that sets `--key` to the colour of an identity. */
export function keyClass(identity: KeyIdentity | undefined): string {
  return identity === undefined ? 'key-none' : `key-${kindOf(identity)}`;
}
