import type { KeyNode } from '#shared/contract/keys.ts';
import { KeyWord } from '../../ui/key-tile.tsx';
import { StateWord } from '../../ui/state-icon.tsx';
import { formatTimeOfDay } from '../../ui/time.ts';
import { lookOf, placeTitle } from './key-looks.ts';
import { toneOf } from './node-state.ts';
import type { ShownGraph } from './shown-graph.ts';
import { neighboursOf, protectsCount } from './table-rows.ts';
import './key-table.css';

export interface KeyTableProps {
  readonly graph: Pick<ShownGraph, 'nodes' | 'edges'>;
  readonly selected: string | undefined;
  readonly onOpen: (id: string) => void;
}

/** The diagram's twin: a row for each key, with all that the picture has no room for. */
export function KeyTable({ graph, selected, onOpen }: KeyTableProps) {
  return (
    <div className="key-table">
      <table className="table">
        <caption className="visually-hidden">Keys of the lab</caption>
        <thead>
          <tr>
            <th>Key</th>
            <th>Kind</th>
            <th>Lives in</th>
            <th>State</th>
            <th>Protected by</th>
            <th className="key-table-number">Protects</th>
            <th>Last used</th>
            <th>Evidence</th>
          </tr>
        </thead>
        <tbody>
          {graph.nodes.map((node) => (
            <Row
              key={node.id}
              node={node}
              graph={graph}
              isSelected={node.id === selected}
              onOpen={() => onOpen(node.id)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  readonly node: KeyNode;
  readonly graph: KeyTableProps['graph'];
  readonly isSelected: boolean;
  readonly onOpen: () => void;
}

function Row({ node, graph, isSelected, onOpen }: RowProps) {
  const { tile, name } = lookOf(node);
  const [evidence] = node.evidence;
  const { protectedBy } = neighboursOf(graph, node.id);
  return (
    <tr className={isSelected ? 'key-table-selected' : undefined}>
      <th scope="row">
        <button
          type="button"
          className="text-button"
          aria-pressed={isSelected}
          data-space="pauses"
          onClick={onOpen}
        >
          {node.title}
        </button>
      </th>
      <td>{tile === undefined ? name : <KeyWord kind={tile} text={name} />}</td>
      <td>{placeTitle(node.place)}</td>
      <td>
        <StateWord tone={toneOf(node)} word={node.stateText} />
      </td>
      <td>{protectedBy.map(({ title }) => title).join(', ')}</td>
      <td className="key-table-number">{protectsCount(graph, node)}</td>
      <td>{node.lastUsedAt === undefined ? '' : formatTimeOfDay(node.lastUsedAt)}</td>
      <td>
        {evidence === undefined ? (
          'none'
        ) : (
          <>
            <code>{evidence.source}</code>, {formatTimeOfDay(evidence.at)}
          </>
        )}
      </td>
    </tr>
  );
}
