import { Button } from '@mantine/core';
import { lazy, memo, Suspense, useMemo, useState } from 'react';
import type { KeyGraph } from '#shared/contract/keys.ts';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { runsAnything } from '../lab/lab-health.ts';
import { useLabPage } from '../lab/lab-page.tsx';
import type { KeyDiagramProps } from './key-diagram.tsx';
import { KeyTable } from './key-table.tsx';
import { MOST_ROWS, shownGraph } from './shown-graph.ts';

const KeyDiagram = lazy(async () => ({ default: (await import('./key-diagram.tsx')).KeyDiagram }));

export interface KeyMapProps extends Omit<KeyDiagramProps, 'graph'> {
  readonly graph: KeyGraph | undefined;
  readonly isFailing: boolean;
  readonly isTable: boolean;
  /** The only key to show with what belongs to it; undefined for all. */
  readonly only: string | undefined;
}

/** The keys as a diagram or as its table twin, with the legend below. Drawn again only when it changes. */
export const KeyMap = memo(function KeyMap({ graph, isFailing, isTable, only, ...drawn }: KeyMapProps) {
  const { state } = useLabPage();
  const [isWhole, setWhole] = useState(false);
  const shown = useMemo(
    () => (graph === undefined ? undefined : shownGraph(graph, { only, isWhole: isWhole || isTable })),
    [graph, only, isWhole, isTable],
  );
  if (shown === undefined)
    return (
      <section className="card keys-map" aria-label="Key graph" aria-busy={!isFailing}>
        {isFailing ? <p>No graph was read yet.</p> : <LoadingRows what="Reading every key" count={9} />}
      </section>
    );
  return (
    <section className={`card keys-map ${runsAnything(state) ? '' : 'keys-map-off'}`} aria-label="Key graph">
      {isTable ? (
        <KeyTable graph={shown} selected={drawn.selected} onOpen={drawn.onOpen} />
      ) : (
        <>
          <Suspense fallback={<LoadingRows what="Drawing the keys" count={9} />}>
            <KeyDiagram graph={shown} {...drawn} />
          </Suspense>
          <footer className="keys-legend">
            <Line kind="" word="protects" />
            <Line kind="key-edge-last" word="used by the last request" />
            <Line kind="key-edge-off" word="not in use" />
            <span>squares are keys, sheets are data; dashed: not in memory, not given</span>
            {shown.hidden === 0 && !isWhole ? null : (
              <Button variant="subtle" size="xs" onClick={() => setWhole(!isWhole)}>
                {isWhole
                  ? `Show the ${MOST_ROWS} used last`
                  : `Show ${shown.hidden.toLocaleString('en')} more keys and buckets`}
              </Button>
            )}
          </footer>
        </>
      )}
    </section>
  );
});

function Line({ kind, word }: { kind: string; word: string }) {
  return (
    <span className="keys-legend-item">
      <svg width="34" height="10" aria-hidden="true">
        <path className={`flow-line key-edge ${kind}`} d="M0,5 H28" />
        <path className={`flow-line key-edge key-edge-head ${kind}`} d="M26,0.5 L33,5 L26,9.5 Z" />
      </svg>
      {word}
    </span>
  );
}
