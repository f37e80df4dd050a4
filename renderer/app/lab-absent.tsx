import { Button } from '@mantine/core';
import { type SealabError, toWire } from '#shared/errors.ts';
import { ErrorBlock } from '../ui/error-block.tsx';
import { LoadingRows } from '../ui/loading-rows.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { SectionCard } from '../ui/section-card.tsx';
import { goTo } from './navigation.ts';

/** There is no lab of this name, or not any more. */
export function LabAbsent({ name, error }: { name: string; error: SealabError | undefined }) {
  return (
    <>
      <PageHead title={name} about={`No lab has the name ${name} now.`}>
        <Button variant="filled" onClick={() => goTo({ page: 'labs' })}>
          Show all labs
        </Button>
      </PageHead>
      {error === undefined || error.code === 'not-found' ? null : <ErrorBlock error={toWire(error)} />}
    </>
  );
}

/** The frame of a page about a lab until the lab's state is read. */
export function LabLoading({
  title,
  isOwnPage,
  error,
}: {
  title: string;
  isOwnPage: boolean;
  error: SealabError | undefined;
}) {
  return (
    <>
      <PageHead title={title} about={error === undefined ? 'Reading the state of the lab' : undefined} />
      {error === undefined && !isOwnPage ? (
        <SectionCard title={title}>
          <LoadingRows what={`Opening ${title}`} count={8} />
        </SectionCard>
      ) : error === undefined ? (
        <div className="lab-grid">
          <SectionCard title="Health ladder">
            <LoadingRows what="Reading the health ladder" count={8} />
          </SectionCard>
          <SectionCard title="Proof">
            <LoadingRows what="Reading the proof" count={5} />
          </SectionCard>
        </div>
      ) : (
        <ErrorBlock error={toWire(error)} />
      )}
    </>
  );
}
