import type { EngineChoice } from '#shared/contract/labs.ts';
import { useQuery } from '../../client/use-query.ts';
import { type Choice, ChoiceCards } from '../../ui/choice-cards.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { StateIcon } from '../../ui/state-icon.tsx';
import { engineSentence } from '../engines/engine-sentence.ts';

const CHOICES: readonly Choice<EngineChoice>[] = [
  { value: 'auto', title: 'Auto', about: 'Docker where it answers, else processes.' },
  { value: 'docker', title: 'Docker', about: 'Containers, a network and volumes for each lab.' },
  { value: 'process', title: 'Processes', about: 'Plain child processes on 127.0.0.1.' },
];

/** The engine of a new lab that asks for none, and what that means on this machine now. */
export function EngineCard({
  engine,
  onSave,
}: {
  engine: EngineChoice;
  onSave: (engine: EngineChoice) => void;
}) {
  const engines = useQuery('engines.list', {});
  const sentence = engines.value === undefined ? undefined : engineSentence(engines.value, engine);
  return (
    <SectionCard title="Engine of new labs" aside={<a href="#/engines">Every place that was looked at</a>}>
      <div className="settings-choices">
        <ChoiceCards legend="Engine" choices={CHOICES} value={engine} onChange={onSave} />
      </div>
      <p className="settings-now">
        {sentence === undefined ? (
          engines.error === undefined ? (
            'Looking for engines'
          ) : (
            engines.error.message
          )
        ) : (
          <>
            <StateIcon tone={sentence.tone} />
            <span>
              {sentence.what} <span className="settings-quiet">{sentence.why}</span>
            </span>
          </>
        )}
      </p>
    </SectionCard>
  );
}
