import { useCallback, useMemo, useRef, useState } from 'react';
import type { KeyUse } from '#shared/contract/keys.ts';
import { toWire } from '#shared/errors.ts';
import { useFeed } from '../../client/use-feed.ts';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { MonoLine } from '../../ui/mono-line.tsx';
import { useRemembered } from '../../ui/remembered.ts';
import { useWidth } from '../../ui/use-width.ts';
import { usePageKeys } from '../keyboard/use-page-keys.ts';
import { runsAnything } from '../lab/lab-health.ts';
import { useLabPage } from '../lab/lab-page.tsx';
import { EVIDENCE_ID, EvidencePanel } from './evidence-panel.tsx';
import { KeyEvents } from './key-events.tsx';
import { KeyMap } from './key-map.tsx';
import { KeysHead } from './keys-head.tsx';
import { NodeEvidence } from './node-evidence.tsx';
import { StateLine } from './state-line.tsx';
import { useChosenAction } from './use-chosen-action.tsx';
import { UseEvidence } from './use-evidence.tsx';
import { useKeyUses } from './use-key-uses.ts';
import { useLitPath } from './use-lit-path.ts';
import { usedObjects } from './used-objects.ts';
import { lastRequest, type UsesLog } from './uses-log.ts';
import './keys-page.css';

/** From here on the evidence stands beside the diagram. In a window of 1360 pixels the page has this width. */
const WIDE_PX = 1_236;

const NO_OBJECTS: ReadonlyMap<string, string> = new Map();

type Selected =
  | { readonly kind: 'node'; readonly id: string }
  | { readonly kind: 'use'; readonly use: KeyUse }
  | undefined;

/** Every key of a lab, where it lives, what protects it and when it is used. `node` is selected first. */
export function KeysPage({ node }: { node: string | undefined }) {
  const { state, isBusy } = useLabPage();
  const lab = state.summary.name;
  const feed = useFeed('keys.graph', { lab });
  const heard = useKeyUses(lab);
  const [held, setHeld] = useState<UsesLog>();
  const [selected, setSelected] = useState<Selected>(() =>
    node === undefined ? undefined : { kind: 'node', id: node },
  );
  const [isOpen, setOpen] = useState(node !== undefined);
  const [pointedAt, setPointedAt] = useState<KeyUse>();
  const [only, setOnly] = useState<string>();
  const [isTable, setTable] = useRemembered('keys-table', (kept) => kept === true);
  const [folds, setFolds] = useRemembered('keys-fold', (kept) => kept !== false);
  const { choose, choicesFor, canDo, dialog } = useChosenAction();
  const page = useRef<HTMLDivElement>(null);
  const width = useWidth(page);
  const isWide = width >= WIDE_PX;

  const graph = feed.value;
  const log = held ?? heard.log;
  const newest = lastRequest(log);
  const isRunning = runsAnything(state);
  const shownUse = pointedAt ?? (selected?.kind === 'use' ? selected.use : isRunning ? newest : undefined);
  const lit = useLitPath(newest, pointedAt);
  const start = graph?.nodes.find(({ id }) => id === `kes:${state.keyName}`) ?? graph?.nodes[0];
  const shownNode =
    selected?.kind === 'node' ? (graph?.nodes.find(({ id }) => id === selected.id) ?? start) : start;
  const selectedId = selected?.kind === 'use' ? undefined : shownNode?.id;

  const used = useMemo(() => (graph === undefined ? NO_OBJECTS : usedObjects(log, graph)), [log, graph]);
  const usedText = JSON.stringify([...used]);
  // The same as long as it says the same: most events change nothing in the picture.
  const drawnObjects = useMemo(() => new Map<string, string>(JSON.parse(usedText)), [usedText]);
  const selectNode = useCallback((id: string) => setSelected({ kind: 'node', id }), []);
  const openNode = useCallback((id: string) => {
    setSelected({ kind: 'node', id });
    setOpen(true);
  }, []);
  const openUse = useCallback((use: KeyUse) => {
    setSelected({ kind: 'use', use });
    setOpen(true);
  }, []);
  const pause = (): void => setHeld(held === undefined ? heard.log : undefined);
  usePageKeys('keys', {
    pause,
    evidence: () => {
      setOpen(true);
      document.getElementById(EVIDENCE_ID)?.focus();
    },
    table: () => setTable(!isTable),
  });
  usePageKeys('layer', { close: isOpen && !isWide ? () => setOpen(false) : undefined });

  if (state.summary.error !== undefined) return <ErrorBlock error={state.summary.error} />;
  const edges =
    only === undefined
      ? undefined
      : new Set(graph?.edges.filter(({ from, to }) => from === only || to === only).map(({ id }) => id));
  return (
    <div ref={page} className={isWide ? 'keys-page keys-page-wide' : 'keys-page'}>
      <KeysHead
        keys={graph?.nodes.filter(({ kind }) => kind === 'kes-key') ?? []}
        only={only}
        onOnly={setOnly}
        isTable={isTable}
        onTable={setTable}
        isBusy={isBusy}
        canDo={canDo}
        onChoose={choose}
      />
      <StateLine />
      {feed.error === undefined ? null : (
        <div className="keys-error">
          <ErrorBlock error={toWire(feed.error)} />
        </div>
      )}
      <div className="keys-columns">
        <div className="keys-main">
          <KeyMap
            graph={graph}
            isFailing={feed.error !== undefined}
            isTable={isTable}
            only={only}
            use={shownUse}
            lit={lit}
            selected={selectedId}
            tabTo={shownNode?.id}
            usedObjects={drawnObjects}
            onSelect={selectNode}
            onOpen={openNode}
          />
          <KeyEvents
            log={log}
            graph={graph}
            edges={edges}
            foldsHeartbeats={folds}
            onFold={setFolds}
            waiting={held === undefined ? undefined : heard.log.total - held.total}
            onPause={pause}
            problem={heard.error?.message}
            selected={selected?.kind === 'use' ? selected.use.id : undefined}
            onPoint={setPointedAt}
            onOpen={openUse}
          />
        </div>
        {graph === undefined || width === 0 || (!isWide && !isOpen) ? null : selected?.kind === 'use' ? (
          <EvidencePanel name={selected.use.request} isDrawer={!isWide} onClose={() => setOpen(false)}>
            <UseEvidence use={selected.use} graph={graph} />
          </EvidencePanel>
        ) : shownNode === undefined ? null : (
          <EvidencePanel name={shownNode.title} isDrawer={!isWide} onClose={() => setOpen(false)}>
            <NodeEvidence
              key={shownNode.id}
              lab={lab}
              node={shownNode}
              graph={graph}
              choices={choicesFor(shownNode, { onlyThis: setOnly })}
              isBusy={isBusy}
              onSelect={selectNode}
            />
          </EvidencePanel>
        )}
      </div>
      <footer className="page-same">
        <span>Same line:</span>
        <MonoLine command={`npm run -s sealab -- logs ${lab} --follow`} />
      </footer>
      {dialog}
    </div>
  );
}
