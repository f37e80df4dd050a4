import type { WalkStep, WalkValue, WalkView } from '#shared/contract/walk.ts';
import { StateIcon } from '../../ui/state-icon.tsx';
import { formatDuration } from '../../ui/time.ts';
import { IdentityWord } from './identity-tile.tsx';
import { captionOf, isDerived, kindWords, lengthOf } from './walk-facts.ts';
import './walk-table.css';

/** The walk as a table: the twin of its steps, for keyboard and screen reader. */
export function WalkTable({ view }: { view: WalkView }) {
  return (
    <section className="card walk-table-card" aria-label="The walk as a table">
      <table className="table walk-table">
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">Inputs: length, origin</th>
            <th scope="col">Formula</th>
            <th scope="col">Output: length, type</th>
            <th scope="col">Check</th>
            <th scope="col">Time</th>
          </tr>
        </thead>
        <tbody>
          {view.steps.map((step, index) => (
            <Row key={step.id} step={step} number={index + 1} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ step, number }: { step: WalkStep; number: number }) {
  const isShown = step.state === 'done' || step.state === 'failed';
  return (
    <tr className={isShown ? '' : 'walk-row-off'}>
      <th scope="row">
        {number}. {step.title}
        {step.state === 'done' ? null : <span className="walk-row-state">{captionOf(step)}</span>}
      </th>
      <td>
        <ul>
          {step.inputs.map((input) => (
            <li key={input.id}>
              <Name value={input} />: {lengthOf(input)}, {input.origin}
            </li>
          ))}
        </ul>
      </td>
      <td>{step.formula === '' || !isShown ? null : <code>{step.formula}</code>}</td>
      <td>
        <ul>
          {step.outputs.map((output) => (
            <li key={output.id}>
              <Name value={output} isDerived={isDerived(step)} />:{' '}
              {[lengthOf(output), ...kindWords(output, false)].join(', ')}
            </li>
          ))}
        </ul>
      </td>
      <td>
        <ul>
          {step.checks.map((check) => (
            <li key={`${check.title} ${check.evidence}`} className="walk-row-check">
              <StateIcon tone={check.ok ? 'ok' : 'fail'} label={check.ok ? 'holds:' : 'does not hold:'} />
              <span>
                {check.title}; <span className="walk-row-evidence">{check.evidence}</span>
              </span>
            </li>
          ))}
        </ul>
      </td>
      <td className="walk-row-time">{isShown ? formatDuration(step.tookMs) : ''}</td>
    </tr>
  );
}

function Name({ value, isDerived: derived = false }: { value: WalkValue; isDerived?: boolean }) {
  if (value.identity === undefined) return <strong>{value.name}</strong>;
  return <IdentityWord identity={value.identity} text={value.name} isDerived={derived} />;
}
