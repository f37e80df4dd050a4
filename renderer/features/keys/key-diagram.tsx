import { ReactFlow } from '@xyflow/react';
import { useRef } from 'react';
import type { KeyUse } from '#shared/contract/keys.ts';
import { PROJECTOR_ZOOM, STILL } from '../../ui/still-flow.ts';
import { useKeysInside } from '../../ui/use-keys-inside.ts';
import { useWidth } from '../../ui/use-width.ts';
import { useProjector } from '../settings/projector.ts';
import { isArrow } from '../topology/walk.ts';
import { boxId, KeyBox } from './key-box.tsx';
import { KeyEdgeLine } from './key-edge.tsx';
import { boxesOf, linesOf } from './key-flow-elements.ts';
import { PLACES } from './key-looks.ts';
import { PathLabel } from './path-label.tsx';
import { type PlacedKeys, placeKeys } from './place-keys.ts';
import type { ShownGraph } from './shown-graph.ts';
import { walkKeys } from './walk-keys.ts';
import './key-diagram.css';

export interface KeyDiagramProps {
  readonly graph: ShownGraph;
  /** The request whose way is shown. */
  readonly use: KeyUse | undefined;
  readonly lit: ReadonlySet<string>;
  readonly selected: string | undefined;
  /** The key that Tab leads to. */
  readonly tabTo: string | undefined;
  readonly usedObjects: ReadonlyMap<string, string>;
  readonly onSelect: (id: string) => void;
  readonly onOpen: (id: string) => void;
}

const NODE_TYPES = { key: KeyBox };
const EDGE_TYPES = { key: KeyEdgeLine };

/** The keys as a picture, by the place where each lives; a line leads from a key to what it protects. */
export function KeyDiagram({
  graph,
  use,
  lit,
  selected,
  tabTo,
  usedObjects,
  onSelect,
  onOpen,
}: KeyDiagramProps) {
  const frame = useRef<HTMLDivElement>(null);
  const availableWidth = useWidth(frame);
  const zoom = useProjector() ? PROJECTOR_ZOOM : 1;
  const placed = placeKeys(graph, availableWidth / zoom);
  const tabStop = graph.nodes.some(({ id }) => id === tabTo) ? tabTo : graph.nodes[0]?.id;
  const layer = { width: placed.width, height: placed.height, transform: `scale(${zoom})` };
  const last = new Set(use?.edges);
  const drawn = { lit, last, selected, tabStop, usedObjects, onFocus: onSelect, onOpen };

  useKeysInside(frame, (event) => {
    const current = document.activeElement?.id.replace(/^key-box-/, '');
    if (!isArrow(event.key) || current === undefined) return;
    const next = walkKeys({ edges: graph.edges, boxes: placed.boxes }, current, event.key);
    if (next === undefined) return;
    event.preventDefault();
    document.getElementById(boxId(next))?.focus();
  });

  return (
    <div ref={frame} className="flow key-flow">
      <div className="flow-sheet" style={{ width: placed.width * zoom, height: placed.height * zoom }}>
        {availableWidth === 0 ? null : (
          <>
            <div className="key-layer" style={layer}>
              <Places placed={placed} />
            </div>
            <ReactFlow
              key={zoom}
              {...STILL}
              minZoom={zoom}
              maxZoom={zoom}
              nodes={boxesOf({ graph, placed, drawn })}
              edges={linesOf({ graph, placed, drawn })}
              nodeTypes={NODE_TYPES}
              edgeTypes={EDGE_TYPES}
              defaultViewport={{ x: 0, y: 0, zoom }}
              attributionPosition="bottom-left"
              aria-label="Keys of the lab"
            />
            {use === undefined ? null : (
              <div className="key-layer" style={layer}>
                <PathLabel
                  use={use}
                  edges={graph.edges}
                  placed={placed}
                  isLit={use.edges.some((edge) => lit.has(edge))}
                />
              </div>
            )}
          </>
        )}
      </div>
    </div>
  );
}

function Places({ placed }: { placed: PlacedKeys }) {
  return placed.columns.map(({ place, x, width }) => {
    const words = PLACES.find((one) => one.place === place);
    return (
      <div key={place} className={`key-place key-place-${place}`} style={{ left: x, width }}>
        <h2>{words?.title}</h2>
        <p>{words?.about}</p>
      </div>
    );
  });
}
