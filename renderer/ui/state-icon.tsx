import { Circle, CircleCheck, CircleDashed, CirclePause, CircleX, Loader, TriangleAlert } from 'lucide-react';
import './state-icon.css';

export type StateTone = 'ok' | 'done' | 'warn' | 'fail' | 'running' | 'waiting' | 'off' | 'neutral';

const ICONS = {
  ok: CircleCheck,
  done: CircleCheck,
  warn: TriangleAlert,
  fail: CircleX,
  running: Loader,
  waiting: CircleDashed,
  off: CirclePause,
  neutral: Circle,
} as const;

/** The round icon of a state. Always beside its word, or with `label` where there is no room for one. */
export function StateIcon({ tone, label, size = 16 }: { tone: StateTone; label?: string; size?: number }) {
  const Icon = ICONS[tone];
  return (
    <span className={`state-icon tone-${tone}`}>
      <Icon size={size} aria-hidden />
      {label === undefined ? null : <span className="visually-hidden">{label}</span>}
    </span>
  );
}

/** A state as icon and word. */
export function StateWord({ tone, word }: { tone: StateTone; word: string }) {
  return (
    <span className={`state-word tone-${tone}`}>
      <StateIcon tone={tone} />
      {word}
    </span>
  );
}

/** A state as a pill on its tint. */
export function StatePill({ tone, word }: { tone: StateTone; word: string }) {
  return (
    <span className={`state-pill tone-${tone}`}>
      <StateIcon tone={tone} />
      <span className="state-pill-word">{word}</span>
    </span>
  );
}
