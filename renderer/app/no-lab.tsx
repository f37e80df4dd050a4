import { Button } from '@mantine/core';
import type { LabRequest, LabSummary } from '#shared/contract/labs.ts';
import { FIRST_LAB } from '../features/labs/lab-form.ts';
import { MonoLine } from '../ui/mono-line.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { SectionCard } from '../ui/section-card.tsx';
import { goTo } from './navigation.ts';
import './place-page.css';

export interface NoLabProps {
  readonly title: string;
  readonly labs: readonly LabSummary[];
  readonly onBringUp: (request: LabRequest) => void;
}

/** A page about a lab where there is none, or where nobody said which. */
export function NoLab({ title, labs, onBringUp }: NoLabProps) {
  const isEmpty = labs.length === 0;
  return (
    <>
      <PageHead title={title}>
        {isEmpty ? (
          <Button variant="filled" onClick={() => onBringUp({ name: FIRST_LAB })}>
            Bring up {FIRST_LAB}
          </Button>
        ) : (
          <Button variant="filled" onClick={() => goTo({ page: 'labs' })}>
            Show all labs
          </Button>
        )}
      </PageHead>
      <SectionCard title={isEmpty ? 'No lab yet' : 'No lab chosen'}>
        <p>
          {isEmpty
            ? 'This page is about a running lab. Bring one up, about 1 minute with the components at hand.'
            : 'This page is about one lab. Choose one in the bar on top.'}
        </p>
      </SectionCard>
      <footer className="page-same">
        <span>Same line:</span>
        <MonoLine command={isEmpty ? 'npm run -s sealab -- up' : 'npm run -s sealab -- ls'} />
      </footer>
    </>
  );
}
