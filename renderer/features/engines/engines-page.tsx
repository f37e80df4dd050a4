import { Button } from '@mantine/core';
import { RefreshCw } from 'lucide-react';
import { toWire } from '#shared/errors.ts';
import { useQuery } from '../../client/use-query.ts';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { MonoLine } from '../../ui/mono-line.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { StateIcon } from '../../ui/state-icon.tsx';
import { useSettings } from '../settings/settings-context.tsx';
import { CandidateTable } from './candidate-table.tsx';
import { engineSentence } from './engine-sentence.ts';
import './engines-page.css';

/** What can run labs on this machine: every place that was looked at, in order, with its reason. */
export function EnginesPage() {
  const engines = useQuery('engines.list', {});
  const { value: settings } = useSettings();
  const sentence =
    engines.value === undefined ? undefined : engineSentence(engines.value, settings?.engine ?? 'auto');
  return (
    <>
      <PageHead title="Engines" about="An engine starts the programs of a lab and keeps their data apart.">
        <Button
          leftSection={<RefreshCw size={16} aria-hidden />}
          disabled={engines.isLoading}
          onClick={engines.reload}
        >
          {engines.isLoading ? 'Looking' : 'Look again'}
        </Button>
      </PageHead>
      {sentence === undefined ? null : (
        <p className={`engine-sentence ${sentence.tone === 'fail' ? 'engine-sentence-fail' : ''}`}>
          <StateIcon tone={sentence.tone} size={20} />
          <span>
            <strong>{sentence.what}</strong> {sentence.why}
          </span>
          <a href="#/settings">Choose another in the settings</a>
        </p>
      )}
      {engines.error === undefined ? null : (
        <div className="page-error">
          <ErrorBlock error={toWire(engines.error)}>
            <Button onClick={engines.reload}>Look again</Button>
          </ErrorBlock>
        </div>
      )}
      {engines.value === undefined ? (
        engines.error === undefined ? (
          <SectionCard title="Where engines were looked for">
            <LoadingRows what="Looking for engines, 2 s at most" count={5} />
          </SectionCard>
        ) : null
      ) : (
        <CandidateTable candidates={engines.value} isOld={engines.isLoading} />
      )}
      <footer className="page-same">
        <span>Same line:</span>
        <MonoLine command="npm run -s sealab -- engines" />
      </footer>
    </>
  );
}
