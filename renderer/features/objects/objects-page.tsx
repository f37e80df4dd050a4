import { Button } from '@mantine/core';
import { memo, useMemo } from 'react';
import { MonoLine } from '../../ui/mono-line.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { runsAnything } from '../lab/lab-health.ts';
import { useLabPage } from '../lab/lab-page.tsx';
import { BucketView } from './bucket-view.tsx';
import { BucketsView } from './buckets-view.tsx';
import { ObjectView } from './object-view.tsx';
import { type ObjectsLab, ObjectsLabProvider } from './objects-lab.tsx';
import type { ObjectsPlace } from './places.ts';
import './encryption-choice.css';

export interface ObjectsPageProps {
  readonly place: ObjectsPlace;
  readonly hrefOf: (lab: string, place: ObjectsPlace) => string;
}

/** The buckets of a lab, the inside of one, or one object as a client, the server and the drives have it. */
export function ObjectsPage({ place, hrefOf }: ObjectsPageProps) {
  const { state, isBusy } = useLabPage();
  const { name } = state.summary;
  const { keyName } = state;
  const runs = runsAnything(state);
  const lab = useMemo<ObjectsLab>(() => {
    const href = (to: ObjectsPlace): string => hrefOf(name, to);
    return {
      name,
      keyName,
      isBusy: isBusy || !runs,
      hrefOf: href,
      goTo: (to) => {
        window.location.hash = href(to);
      },
    };
  }, [name, keyName, isBusy, runs, hrefOf]);
  if (!runs && place.kind !== 'object') return <StoppedLab />;
  return (
    <ObjectsLabProvider lab={lab}>
      <Place place={place} />
    </ObjectsLabProvider>
  );
}

/** Kept as it is while only the lab's state changes, which it does every second. */
const Place = memo(function Place({ place }: { place: ObjectsPlace }) {
  switch (place.kind) {
    case 'buckets':
      return <BucketsView />;
    case 'bucket':
      return (
        <BucketView key={`${place.bucket}/${place.prefix}`} bucket={place.bucket} prefix={place.prefix} />
      );
    case 'object':
    case 'walk': {
      const { kind: _kind, ...object } = place;
      return <ObjectView key={JSON.stringify(object)} object={object} />;
    }
  }
});

/** A lab without MinIO lists nothing. */
function StoppedLab() {
  const { state, isBusy, commands } = useLabPage();
  const { name } = state.summary;
  return (
    <>
      <PageHead
        title="Objects"
        about={`${name} does not run. Its objects rest on the drives; MinIO lists them when it is started.`}
      >
        <Button variant="filled" disabled={isBusy} onClick={commands.start}>
          Start {name}
        </Button>
      </PageHead>
      <footer className="page-same">
        <span>Same line:</span>
        <MonoLine command={`npm run -s sealab -- up ${name}`} />
      </footer>
    </>
  );
}
