import { Button } from '@mantine/core';
import { Eye, EyeOff } from 'lucide-react';
import type { WalkValue } from '#shared/contract/walk.ts';
import type { Revealed } from '../../client/use-revealed.ts';
import { HexValue } from './hex-value.tsx';
import { keyClass } from './identity-tile.tsx';
import './secret-cover.css';

/** A secret value of the walk: its length and type stay visible, the value only while it is revealed. */
export function SecretCover({ value, revealed }: { value: WalkValue; revealed: Revealed }) {
  const seen = revealed.valueOf(value.id);
  if (seen === undefined) {
    return (
      <span className={`secret ${keyClass(value.identity)}`}>
        <span className="secret-words">covered</span>
        <span className="secret-stripes" aria-hidden />
        <Button
          variant="default"
          size="xs"
          leftSection={<Eye size={15} aria-hidden />}
          disabled={revealed.refusal !== undefined}
          title={revealed.refusal}
          aria-label={`Reveal ${value.name}`}
          onClick={() => revealed.reveal(value.id)}
        >
          Reveal
        </Button>
      </span>
    );
  }
  return (
    <span className={`secret secret-seen ${keyClass(value.identity)}`}>
      {value.type === 'bytes' ? <HexValue hex={seen} /> : <code className="walk-text">{seen}</code>}
      <Button
        variant="default"
        size="xs"
        leftSection={<EyeOff size={15} aria-hidden />}
        aria-label={`Cover ${value.name}`}
        onClick={revealed.cover}
      >
        Cover, {revealed.secondsLeft} s
      </Button>
    </span>
  );
}
