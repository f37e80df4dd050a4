import { ArrowRight } from 'lucide-react';
import { Fragment, memo } from 'react';
import type { KeyGraph, KeyPlace, KeyUse } from '#shared/contract/keys.ts';
import { KeyTile } from '../../ui/key-tile.tsx';
import { StateIcon } from '../../ui/state-icon.tsx';
import { preciseTime, shortHop, tookWords } from './event-words.ts';
import { usedTiles } from './used-tiles.ts';

export interface UseRowProps {
  readonly use: KeyUse;
  readonly graph: KeyGraph | undefined;
  readonly isSelected: boolean;
  readonly isTabStop: boolean;
  readonly onPoint: (use: KeyUse | undefined) => void;
  readonly onFocus: (id: string) => void;
  readonly onOpen: (use: KeyUse) => void;
}

/** One use of keys. Drawn again only when it changes: there may be many, and many a second. */
export const UseRow = memo(function UseRow({
  use,
  graph,
  isSelected,
  isTabStop,
  onPoint,
  onFocus,
  onOpen,
}: UseRowProps) {
  const classes = [
    'key-event',
    ...(use.isHeartbeat ? ['key-event-heartbeat'] : []),
    ...(isSelected ? ['key-event-selected'] : []),
  ].join(' ');
  return (
    <tr className={classes} onPointerEnter={() => onPoint(use)} onPointerLeave={() => onPoint(undefined)}>
      <td className="key-event-time">
        <code>{preciseTime(use.at)}</code>
      </td>
      <th scope="row">
        <button
          type="button"
          data-event={use.id}
          data-space="pauses"
          tabIndex={isTabStop ? 0 : -1}
          aria-pressed={isSelected}
          title={use.request}
          onFocus={() => {
            onFocus(use.id);
            onPoint(use);
          }}
          onBlur={() => onPoint(undefined)}
          onClick={() => onOpen(use)}
        >
          {use.ok ? null : <StateIcon tone="fail" label="failed" />}
          {use.request}
        </button>
      </th>
      <td>
        <UsedKeys use={use} graph={graph} />
      </td>
      <Asked use={use} />
      <td className="key-events-took">{tookWords(use)}</td>
    </tr>
  );
});

/** What KES was asked and what Vault; or, where neither was, why not. */
function Asked({ use }: { use: KeyUse }) {
  const kes = hopsAt(use, 'kes');
  const vault = hopsAt(use, 'vault');
  if (kes.length > 0 || vault.length > 0)
    return (
      <>
        <Hops hops={kes} />
        <Hops hops={vault} />
      </>
    );
  return <Hops hops={use.hops} columns={2} />;
}

function Hops({ hops, columns = 1 }: { hops: KeyUse['hops']; columns?: number }) {
  const text = hops.map((hop) => hop.text).join(', ');
  return (
    <td colSpan={columns} className="key-event-hops" title={text}>
      {text === '' ? <span className="key-event-none">not asked</span> : hops.map(shortHop).join(', ')}
    </td>
  );
}

function hopsAt({ hops }: KeyUse, place: KeyPlace): KeyUse['hops'] {
  return hops.filter((hop) => hop.place === place);
}

/** The tiles of the keys that a use went through, in order. */
export function UsedKeys({ use, graph }: { use: KeyUse; graph: KeyGraph | undefined }) {
  const tiles = usedTiles(use, graph);
  if (tiles.length === 0) return <span className="key-event-none">none</span>;
  return (
    <span className="key-event-keys">
      {tiles.map(({ kind, name }, index) => (
        <Fragment key={`${kind} ${name}`}>
          {index === 0 ? null : <ArrowRight size={12} aria-hidden />}
          <span className={`key-${kind}`}>
            <KeyTile kind={kind} label={name} />
          </span>
        </Fragment>
      ))}
    </span>
  );
}

/** Polls of the servers and of Sealab that follow each other, as one line. */
export function FoldRow({ uses, onUnfold }: { uses: readonly KeyUse[]; onUnfold: () => void }) {
  const newest = uses[0];
  const oldest = uses.at(-1);
  if (newest === undefined || oldest === undefined) return null;
  return (
    <tr className="key-event key-event-heartbeat">
      <td className="key-event-time">
        <code>{preciseTime(newest.at)}</code>
      </td>
      <th scope="row">
        {uses.length === 1 ? '1 heartbeat' : `${uses.length.toLocaleString('en')} heartbeats`}
      </th>
      <td colSpan={3} className="key-event-hops">
        {uses.length === 1 ? newest.request : `since ${preciseTime(oldest.at)}, ${newest.request} last`}
      </td>
      <td className="key-events-took">
        <button type="button" className="key-event-unfold" tabIndex={-1} onClick={onUnfold}>
          Unfold
        </button>
      </td>
    </tr>
  );
}

/** A place of the story where something is missing. */
export function GapRow({ text }: { text: string }) {
  return (
    <tr className="key-event key-event-gap">
      <td colSpan={6}>
        <StateIcon tone="warn" /> {text}
      </td>
    </tr>
  );
}
