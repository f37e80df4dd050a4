import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { KeyGraph, KeyNode } from '#shared/contract/keys.ts';
import { KeyTile } from '../../ui/key-tile.tsx';
import { MonoLine } from '../../ui/mono-line.tsx';
import { RichText } from '../../ui/rich-text.tsx';
import { StateWord } from '../../ui/state-icon.tsx';
import { formatTimeOfDay, withLocalTimes } from '../../ui/time.ts';
import { bucketOf, CountObjects } from './count-objects.tsx';
import { EvidenceItem } from './evidence-item.tsx';
import { lookOf, placeTitle } from './key-looks.ts';
import { KeyValue } from './key-value.tsx';
import { commandsOf } from './node-commands.ts';
import { toneOf } from './node-state.ts';
import { type Neighbour, neighboursOf } from './table-rows.ts';

/** Something that can be done with the selected key. */
export interface NodeChoice {
  readonly title: string;
  readonly onChoose: () => void;
}

export interface NodeEvidenceProps {
  readonly lab: string;
  readonly node: KeyNode;
  readonly graph: KeyGraph;
  readonly choices: readonly NodeChoice[];
  readonly isBusy: boolean;
  readonly onSelect: (id: string) => void;
}

const MOST_NEIGHBOURS = 6;

/** A key: what it is, its state and facts, what these were read from, its value (covered), and the lines that say the same. */
export function NodeEvidence({ lab, node, graph, choices, isBusy, onSelect }: NodeEvidenceProps) {
  const { tile, name } = lookOf(node);
  const { protectedBy, protects } = neighboursOf(graph, node.id);
  const bucket = bucketOf(node);
  return (
    <>
      <header className={`evidence-head key-${tile ?? 'bucket'}`}>
        {tile === undefined ? null : <KeyTile kind={tile} />}
        <div className="evidence-name">
          <h2>{node.title}</h2>
          <p>{name}</p>
        </div>
      </header>
      <p className="evidence-state">
        <StateWord tone={toneOf(node)} word={node.stateText} />
      </p>
      <p className="evidence-about">
        <RichText text={node.explanation} />
        {node.aliases.length === 0 ? null : (
          <>
            {' '}
            Guides also call it <strong>{node.aliases.join(', ')}</strong>.
          </>
        )}
      </p>
      {choices.length === 0 ? null : (
        <div className="evidence-choices">
          {choices.map(({ title, onChoose }) => (
            <Button key={title} variant="default" size="xs" disabled={isBusy} onClick={onChoose}>
              {title}
            </Button>
          ))}
        </div>
      )}
      {bucket === undefined ? null : <CountObjects key={bucket} lab={lab} bucket={bucket} graph={graph} />}
      <h3>State</h3>
      <dl className="evidence-facts">
        <Fact name="Lives in">{placeTitle(node.place)}</Fact>
        {node.facts.map((fact) => (
          <Fact key={fact.name} name={fact.name}>
            {withLocalTimes(fact.value)}
          </Fact>
        ))}
        <Neighbours name="Protected by" list={protectedBy} onSelect={onSelect} />
        <Neighbours name="Protects" list={protects} more={node.protects} onSelect={onSelect} />
        {node.lastUsedAt === undefined ? null : (
          <Fact name="Last used">{formatTimeOfDay(node.lastUsedAt)}</Fact>
        )}
      </dl>
      <h3>Evidence</h3>
      {node.evidence.length === 0 ? (
        <p className="evidence-none">Nothing answers now, so nothing can be shown.</p>
      ) : (
        <ul className="evidence-list">
          {node.evidence.map((item) => (
            <EvidenceItem key={`${item.source} ${item.text}`} {...item} />
          ))}
        </ul>
      )}
      {node.secretId === undefined ? null : (
        <>
          <h3>Value</h3>
          <KeyValue key={node.secretId} lab={lab} id={node.secretId} />
        </>
      )}
      <h3>Same line</h3>
      {commandsOf(node, lab).map((command) => (
        <MonoLine key={command} command={command} />
      ))}
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="evidence-fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

interface NeighboursProps {
  readonly name: string;
  readonly list: readonly Neighbour[];
  readonly more?: number | undefined;
  readonly onSelect: (id: string) => void;
}

function Neighbours({ name, list, more, onSelect }: NeighboursProps) {
  if (list.length === 0 && more === undefined) return null;
  const shown = list.slice(0, MOST_NEIGHBOURS);
  return (
    <Fact name={name}>
      <ul className="evidence-neighbours">
        {shown.map(({ id, title, label, isInUse }) => (
          <li key={id}>
            <button type="button" className="text-button" onClick={() => onSelect(id)}>
              {title}
            </button>{' '}
            <span>{isInUse ? label : `${label}, not now`}</span>
          </li>
        ))}
        {list.length > shown.length ? <li>and {list.length - shown.length} more</li> : null}
        {more === undefined ? null : <li>{more.toLocaleString('en')} in all</li>}
      </ul>
    </Fact>
  );
}
