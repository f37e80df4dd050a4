import { Button } from '@mantine/core';
import { Play } from 'lucide-react';
import { lazy, Suspense, useDeferredValue, useRef } from 'react';
import type { LabState } from '#shared/contract/labs.ts';
import { useFeed } from '../../client/use-feed.ts';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { useRemembered } from '../../ui/remembered.ts';
import { SectionCard } from '../../ui/section-card.tsx';
import { TwinSwitch } from '../../ui/twin-switch.tsx';
import { useKeysInside } from '../../ui/use-keys-inside.ts';
import { PAGE_KEYS, pressOf } from '../keyboard/page-keys.ts';
import { calm } from './box-state.ts';
import { TopologyTable } from './topology-table.tsx';
import { useLingering } from './use-lingering.ts';
import { useLit } from './use-lit.ts';
import './data-path-card.css';

const TopologyDiagram = lazy(async () => ({
  default: (await import('./topology-diagram.tsx')).TopologyDiagram,
}));

export interface DataPathCardProps {
  readonly state: LabState;
  readonly isStopped: boolean;
  /** Absent where something else starts the lab. */
  readonly onStart: (() => void) | undefined;
  readonly onOpen: (service: string) => void;
}

/** The data path is looked at every 2 s, so it may be older than the ladder. */
const LOOK_MS = 4_000;

type Twin = 'diagram' | 'table';

/** Where everything lives and what travels between: a diagram, and its table twin (`T`). */
export function DataPathCard({ state, isStopped, onStart, onOpen }: DataPathCardProps) {
  const feed = useFeed('labs.topology', { name: state.summary.name });
  const [twin, setTwin] = useRemembered<Twin>('data-path', (kept) =>
    kept === 'table' ? 'table' : 'diagram',
  );
  const lit = useLit(feed.value);
  const isKesWaiting = state.ladder.some((rung) => rung.id === 'kes-ready' && rung.state === 'waiting');
  const view = calm(feed.value, useLingering(isKesWaiting, LOOK_MS));
  // The diagram is the heaviest part of the page: it comes after the others, and in pieces.
  const isDrawn = useDeferredValue(true, false);
  const place = useRef<HTMLDivElement>(null);
  useKeysInside(place, (event, element) => {
    if (pressOf(PAGE_KEYS.diagram.table, event) === undefined) return;
    event.preventDefault();
    setTwin(twin === 'diagram' ? 'table' : 'diagram');
    // What had the focus is gone with the other twin.
    element.focus();
  });
  return (
    <div ref={place} className="data-path" tabIndex={-1}>
      <SectionCard
        title="Data path"
        about="what travels on each connection, and what rests on the drives"
        aside={
          <TwinSwitch
            picture="Diagram"
            isTable={twin === 'table'}
            onTable={(isTable) => setTwin(isTable ? 'table' : 'diagram')}
          />
        }
      >
        <div className={isStopped ? 'data-path-body data-path-off' : 'data-path-body'}>
          {twin === 'table' ? (
            <TopologyTable state={state} view={view} onOpen={onOpen} />
          ) : isDrawn ? (
            <Suspense fallback={<LoadingRows what="Drawing the data path" count={6} />}>
              <TopologyDiagram state={state} view={view} lit={lit} onOpen={onOpen} />
            </Suspense>
          ) : (
            <LoadingRows what="Drawing the data path" count={6} />
          )}
        </div>
        {isStopped && onStart !== undefined ? (
          <div className="data-path-start">
            <p>Nothing runs, so nothing travels. What rests on the drives stays there.</p>
            <Button variant="default" leftSection={<Play size={16} aria-hidden />} onClick={onStart}>
              Start the lab
            </Button>
          </div>
        ) : null}
      </SectionCard>
    </div>
  );
}
