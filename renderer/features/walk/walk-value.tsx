import { CornerUpLeft } from 'lucide-react';
import type { WalkValue } from '#shared/contract/walk.ts';
import type { Revealed } from '../../client/use-revealed.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { HexValue } from './hex-value.tsx';
import { IdentityWord, keyClass } from './identity-tile.tsx';
import { SecretCover } from './secret-cover.tsx';
import { kindWords, lengthOf } from './walk-facts.ts';
import './walk-value.css';

/** Where an origin leads: to an earlier step, or to the drive view of the object. */
export type OriginJump =
  | { readonly kind: 'step'; readonly number: number; readonly onGo: () => void }
  | { readonly kind: 'drive'; readonly href: string };

export interface WalkInputProps {
  readonly value: WalkValue;
  readonly revealed: Revealed;
  readonly jump: OriginJump | undefined;
}

/** One input of a step: what it is, its length, its value, and where it comes from. */
export function WalkInput({ value, revealed, jump }: WalkInputProps) {
  return (
    <li className={`walk-input ${keyClass(value.identity)}`}>
      <p className="walk-input-head">
        <ValueName value={value} />
        <span className="walk-length">{lengthOf(value)}</span>
      </p>
      <PlainOrSecret value={value} revealed={revealed} />
      <Origin value={value} jump={jump} />
    </li>
  );
}

export interface WalkOutputProps {
  readonly value: WalkValue;
  readonly revealed: Revealed;
  /** Made on the spot, stored nowhere. */
  readonly isDerived: boolean;
}

/** One output of a step, on a line of its own. */
export function WalkOutput({ value, revealed, isDerived }: WalkOutputProps) {
  return (
    <li className={`walk-output ${keyClass(value.identity)} ${isDerived ? 'walk-output-derived' : ''}`}>
      <div className="walk-output-what">
        <ValueName value={value} isDerived={isDerived} size="large" />
        <span className="walk-length">{[lengthOf(value), ...kindWords(value, isDerived)].join(', ')}</span>
      </div>
      <PlainOrSecret value={value} revealed={revealed} />
    </li>
  );
}

function ValueName({
  value,
  isDerived = false,
  size = 'small',
}: {
  value: WalkValue;
  isDerived?: boolean;
  size?: 'small' | 'large';
}) {
  if (value.identity === undefined) return <strong className="walk-name">{value.name}</strong>;
  return <IdentityWord identity={value.identity} text={value.name} isDerived={isDerived} size={size} />;
}

function PlainOrSecret({ value, revealed }: { value: WalkValue; revealed: Revealed }) {
  if (value.isSecret) return <SecretCover value={value} revealed={revealed} />;
  if (value.value === undefined || value.value === '') return null;
  return (
    <span className="walk-plain">
      {value.type === 'bytes' ? (
        <HexValue hex={value.value} lengthBytes={value.lengthBytes} />
      ) : (
        <code className="walk-text">{value.value}</code>
      )}
      <CopyButton text={value.value} label={`Copy ${value.name}`} />
    </span>
  );
}

function Origin({ value, jump }: { value: WalkValue; jump: OriginJump | undefined }) {
  if (jump?.kind === 'step') {
    return (
      <button type="button" className="walk-origin walk-origin-jump" onClick={jump.onGo}>
        <CornerUpLeft size={14} aria-hidden />
        <span>
          {value.origin}
          {/\bstep \d/i.test(value.origin) ? '' : `, step ${jump.number}`}
        </span>
      </button>
    );
  }
  if (jump?.kind === 'drive') {
    return (
      <a className="walk-origin walk-origin-jump" href={jump.href}>
        <CornerUpLeft size={14} aria-hidden />
        <span>{value.origin}</span>
      </a>
    );
  }
  return <p className="walk-origin">{value.origin}</p>;
}
