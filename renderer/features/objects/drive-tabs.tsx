import type { DriveCopy } from '#shared/contract/inspector.ts';
import { StateIcon } from '../../ui/state-icon.tsx';
import './drive-tabs.css';

/** What each state of a drive's copy is called. */
export const DRIVE_STATES = {
  ok: { tone: 'ok', word: 'whole' },
  missing: { tone: 'warn', word: 'missing' },
  damaged: { tone: 'fail', word: 'damaged' },
  outdated: { tone: 'warn', word: 'outdated' },
} as const;

export interface DriveTabsProps {
  readonly drives: readonly DriveCopy[];
  readonly chosen: number;
  readonly onChoose: (index: number) => void;
}

/** One button for each drive; a copy that is not whole has its sign. */
export function DriveTabs({ drives, chosen, onChoose }: DriveTabsProps) {
  if (drives.length < 2) return null;
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a fieldset is for a form
    <div className="drive-tabs" role="group" aria-label="Drive">
      {drives.map(({ drive, state }, index) => (
        <button
          key={drive}
          type="button"
          aria-pressed={index === chosen}
          aria-label={`Drive ${index + 1}, ${drive}, ${DRIVE_STATES[state].word}`}
          title={`${drive}: ${DRIVE_STATES[state].word}`}
          onClick={() => onChoose(index)}
        >
          {index + 1}
          {state === 'ok' ? null : <StateIcon tone={DRIVE_STATES[state].tone} size={12} />}
        </button>
      ))}
    </div>
  );
}
