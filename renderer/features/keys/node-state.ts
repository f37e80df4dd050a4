import type { KeyNode } from '#shared/contract/keys.ts';
import type { StateTone } from '../../ui/state-icon.tsx';

/** The icon of a key's state: green only where something shows that it is there. */
export function toneOf({ state, evidence }: Pick<KeyNode, 'state' | 'evidence'>): StateTone {
  switch (state) {
    case 'present':
      return evidence.length === 0 ? 'done' : 'ok';
    case 'absent':
      return 'waiting';
    case 'unknown':
      return 'neutral';
  }
}
