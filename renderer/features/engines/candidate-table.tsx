import type { EngineCandidate } from '#shared/contract/engines.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { RichText } from '../../ui/rich-text.tsx';
import { type StateTone, StateWord } from '../../ui/state-icon.tsx';
import { commandsIn } from './engine-sentence.ts';

/** Every candidate in the order of preference. */
export function CandidateTable({
  candidates,
  isOld,
}: {
  candidates: readonly EngineCandidate[];
  isOld: boolean;
}) {
  const hasDocker = candidates.some(({ engine, isTaken }) => engine === 'docker' && isTaken);
  return (
    <section className="card table-card" aria-label="Where engines were looked for" aria-busy={isOld}>
      <table className="table place-table">
        <thead>
          <tr>
            <th className="place-number">#</th>
            <th>State</th>
            <th>Engine</th>
            <th>Named by</th>
            <th>Why, and what to do</th>
          </tr>
        </thead>
        <tbody>
          {candidates.map((candidate, index) => (
            <Row
              key={candidate.id}
              candidate={candidate}
              number={index + 1}
              // Nobody has to repair a place that nothing waits for.
              hasFix={!(hasDocker && candidate.engine === 'docker' && candidate.state === 'not-tried')}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface RowProps {
  readonly candidate: EngineCandidate;
  readonly number: number;
  readonly hasFix: boolean;
}

function Row({ candidate, number, hasFix }: RowProps) {
  const { title, source, address, version, apiVersion, platform, reason, fix } = candidate;
  const state = stateOf(candidate);
  return (
    <tr>
      <td className="place-number">{number}</td>
      <td>
        <StateWord tone={state.tone} word={state.word} />
      </td>
      <th scope="row">
        {title} {version}
        <p className="place-quiet">
          {[
            ...(apiVersion === undefined ? [] : [`API ${apiVersion}`]),
            ...(platform === undefined ? [] : [platform]),
          ].join(' · ')}
        </p>
      </th>
      <td>
        {source}
        {address === undefined || address === source ? null : (
          <p className="place-line">
            <code>{address}</code>
            <CopyButton text={address} label={`Copy the address ${address}`} />
          </p>
        )}
      </td>
      <td>
        {reason}
        {fix === undefined || !hasFix ? null : (
          <p className="place-fix">
            <RichText text={fix} />
            {commandsIn(fix).map((command) => (
              <CopyButton key={command} text={command} label={`Copy ${command}`} />
            ))}
          </p>
        )}
      </td>
    </tr>
  );
}

function stateOf({ state, isTaken }: EngineCandidate): { readonly tone: StateTone; readonly word: string } {
  if (state === 'failed') return { tone: 'fail', word: 'Does not work' };
  if (state === 'not-tried') return { tone: 'waiting', word: 'Not tried' };
  return isTaken ? { tone: 'done', word: 'Works, taken' } : { tone: 'neutral', word: 'Works' };
}
