import type { WalkStep } from '#shared/contract/walk.ts';
import { StateIcon } from '../../ui/state-icon.tsx';
import './walk-checks.css';

/** Each check of a step beside what it was read from. */
export function WalkChecks({ checks }: Pick<WalkStep, 'checks'>) {
  if (checks.length === 0) return null;
  return (
    <>
      <h3>Checks</h3>
      <ul className="walk-checks">
        {checks.map((check) => (
          <li
            key={`${check.title} ${check.evidence}`}
            className={check.ok ? 'walk-check' : 'walk-check walk-check-fail'}
          >
            <StateIcon tone={check.ok ? 'ok' : 'fail'} label={check.ok ? 'holds' : 'does not hold'} />
            <div>
              <p className="walk-check-title">{check.title}</p>
              <p className="walk-check-evidence">{check.evidence}</p>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
