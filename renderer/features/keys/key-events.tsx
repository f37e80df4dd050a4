import { Button, Switch } from '@mantine/core';
import { Pause, Play } from 'lucide-react';
import { useRef, useState } from 'react';
import type { KeyGraph, KeyUse } from '#shared/contract/keys.ts';
import { SectionCard } from '../../ui/section-card.tsx';
import { formatTimeOfDay } from '../../ui/time.ts';
import { useFixedRows } from '../../ui/use-fixed-rows.ts';
import { useKeysInside } from '../../ui/use-keys-inside.ts';
import { FoldRow, GapRow, UseRow } from './event-rows.tsx';
import { forgottenOf, rowsOf, type UsesLog } from './uses-log.ts';
import './key-events.css';

export interface KeyEventsProps {
  readonly log: UsesLog;
  readonly graph: KeyGraph | undefined;
  /** Only events of these edges; undefined for all. */
  readonly edges: ReadonlySet<string> | undefined;
  readonly foldsHeartbeats: boolean;
  readonly onFold: (folds: boolean) => void;
  /** How many came since the list stands still; undefined while it follows. */
  readonly waiting: number | undefined;
  readonly onPause: () => void;
  /** Why nothing is heard now. */
  readonly problem: string | undefined;
  readonly selected: string | undefined;
  readonly onPoint: (use: KeyUse | undefined) => void;
  readonly onOpen: (use: KeyUse) => void;
}

/** As key-events.css has it. */
const ROW_PX = 29;

/** What happened to the keys, newest first. Pointing at a line shows its way in the diagram; arrows go from line to line. */
export function KeyEvents(props: KeyEventsProps) {
  const { log, graph, edges, foldsHeartbeats, onFold, waiting, onPause, problem } = props;
  const rows = rowsOf(log, { foldsHeartbeats, edges });
  const forgotten = forgottenOf(log);
  const list = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<string>();
  const { from, to, abovePx, belowPx } = useFixedRows(list, { count: rows.length, rowPx: ROW_PX });
  const drawn = rows.slice(from, to);
  const reachable = drawn.flatMap((row) => (row.kind === 'use' ? [row.id] : []));
  const tabStop = active !== undefined && reachable.includes(active) ? active : reachable[0];
  useKeysInside(list, (event, element) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    const buttons = [...element.querySelectorAll<HTMLElement>('[data-event]')];
    const at = buttons.findIndex((one) => one === document.activeElement);
    const next = at === -1 ? undefined : buttons[at + step];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  });
  return (
    <SectionCard
      title="Key events"
      about="KES, Vault and MinIO, one story"
      className="key-events"
      aside={
        <>
          <Switch
            size="xs"
            label="Fold heartbeats"
            checked={foldsHeartbeats}
            onChange={(event) => onFold(event.currentTarget.checked)}
          />
          <Button
            variant="default"
            size="xs"
            leftSection={
              waiting === undefined ? <Pause size={15} aria-hidden /> : <Play size={15} aria-hidden />
            }
            title={waiting === undefined ? 'Stand still (Space)' : 'Follow again (Space)'}
            onClick={onPause}
          >
            {waiting === undefined ? 'Following' : `Paused, ${waiting.toLocaleString('en')} new`}
          </Button>
          <span className="key-events-count">{countWords(log)}</span>
        </>
      }
    >
      {problem === undefined ? null : <output className="key-events-problem">{problem}</output>}
      <div ref={list} className="key-events-list">
        <table className="table">
          <thead>
            <tr>
              <th>Time</th>
              <th>What happened</th>
              <th>Keys used, in order</th>
              <th>KES</th>
              <th>Vault</th>
              <th className="key-events-took">Took</th>
            </tr>
          </thead>
          <tbody>
            {abovePx === 0 ? null : <tr className="key-events-space" style={{ height: abovePx }} />}
            {drawn.map((row) =>
              row.kind === 'use' ? (
                <UseRow
                  key={row.id}
                  use={row.use}
                  graph={graph}
                  isSelected={row.id === props.selected}
                  isTabStop={row.id === tabStop}
                  onPoint={props.onPoint}
                  onFocus={setActive}
                  onOpen={props.onOpen}
                />
              ) : row.kind === 'fold' ? (
                <FoldRow key={row.id} uses={row.uses} onUnfold={() => onFold(false)} />
              ) : (
                <GapRow key={row.id} text={row.text} />
              ),
            )}
            {belowPx === 0 ? null : <tr className="key-events-space" style={{ height: belowPx }} />}
          </tbody>
        </table>
        {rows.length === 0 ? (
          <p className="key-events-none">
            {edges === undefined
              ? 'Nothing was heard yet. Put or read an object, and its keys show here.'
              : 'No event used this key yet.'}
          </p>
        ) : null}
        {forgotten === 0 ? null : (
          <p className="key-events-none">{forgotten.toLocaleString('en')} older events are not kept</p>
        )}
      </div>
    </SectionCard>
  );
}

function countWords({ total, lost, sinceMs }: UsesLog): string {
  const since = formatTimeOfDay(new Date(sinceMs).toISOString()).slice(0, 5);
  return `${total.toLocaleString('en')} since ${since}, ${lost === 0 ? 'none' : lost.toLocaleString('en')} lost`;
}
