import type { KeyGraph, KeyUse } from '#shared/contract/keys.ts';
import { StateWord } from '../../ui/state-icon.tsx';
import { UsedKeys } from './event-rows.tsx';
import { preciseTime, tookWords } from './event-words.ts';
import { placeTitle } from './key-looks.ts';

/** One event: the keys it used, and each step of its way with what that was read from. */
export function UseEvidence({ use, graph }: { use: KeyUse; graph: KeyGraph | undefined }) {
  const took = tookWords(use);
  return (
    <>
      <header className="evidence-head">
        <div className="evidence-name">
          <h2>{use.request}</h2>
          <p>
            {use.isHeartbeat ? 'Heartbeat' : 'Key event'}, {preciseTime(use.at)}
            {took === '' ? '' : `, took ${took}`}
          </p>
        </div>
      </header>
      <p className="evidence-state">
        <StateWord tone={use.ok ? 'done' : 'fail'} word={use.ok ? 'answered' : 'failed'} />
      </p>
      <h3>Keys used, in order</h3>
      <UsedKeys use={use} graph={graph} />
      <h3>On the way</h3>
      {use.hops.length === 0 ? <p className="evidence-none">No key was asked for.</p> : null}
      <ol className="evidence-list">
        {use.hops.map(({ text, evidence, place, isDeduced }, index) => (
          <li key={`${index}-${text}`} className="evidence-item">
            <p>
              <strong>{placeTitle(place)}</strong>
              <span>{text}</span>
            </p>
            {isDeduced === true ? <p className="evidence-none">Deduced, not logged:</p> : null}
            {evidence === '' ? null : <pre>{evidence}</pre>}
          </li>
        ))}
      </ol>
    </>
  );
}
