import { ReactFlow } from '@xyflow/react';
import { useRef } from 'react';
import type { TopologyView } from '#shared/contract/details.ts';
import type { LabState } from '#shared/contract/labs.ts';
import { KeyWord } from '../../ui/key-tile.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { PROJECTOR_ZOOM, STILL } from '../../ui/still-flow.ts';
import { useKeysInside } from '../../ui/use-keys-inside.ts';
import { useWidth } from '../../ui/use-width.ts';
import { useProjector } from '../settings/projector.ts';
import { FlowEdge } from './flow-edge.tsx';
import { edgeOf, nodeOf, shownConnections } from './flow-elements.ts';
import { type Box, CLIENT, LEAST_WIDTH, placeBoxes } from './place-boxes.ts';
import { ServiceBox } from './service-box.tsx';
import { isArrow, walk } from './walk.ts';
import './topology.css';

export interface TopologyDiagramProps {
  readonly state: LabState;
  readonly view: TopologyView | undefined;
  readonly lit: ReadonlySet<string>;
  readonly onOpen: (service: string) => void;
}

const NODE_TYPES = { box: ServiceBox };
const EDGE_TYPES = { flow: FlowEdge };
/** Both are more than what is used: the zoom is ours alone. */
const ZOOMS = { minZoom: 1, maxZoom: PROJECTOR_ZOOM };

/** The data path as a picture: boxes by place, connections with what was counted on them. Arrow keys follow the connections. */
export function TopologyDiagram({ state, view, lit, onOpen }: TopologyDiagramProps) {
  const frame = useRef<HTMLDivElement>(null);
  const availableWidth = useWidth(frame);
  const services = state.services;
  const minio = services.filter(({ component }) => component === 'minio').map(({ name }) => name);
  const fitting = Math.max(1, Math.min(PROJECTOR_ZOOM, availableWidth / LEAST_WIDTH));
  const zoom = useProjector() ? fitting : 1;
  const placed = placeBoxes(minio, availableWidth / zoom);
  const nodes = placed.boxes.map((box) => nodeOf(box, { state, view, onOpen, minio }));
  const edges = shownConnections(view, state).map((connection) => edgeOf(connection, lit));

  useKeysInside(frame, (event) => {
    const current = document.activeElement?.id.replace(/^box-/, '');
    if (!isArrow(event.key) || current === undefined) return;
    const next = walk({ edges: shownConnections(view, state), column: minio }, current, event.key);
    if (next === undefined) return;
    event.preventDefault();
    document.getElementById(`box-${next}`)?.focus();
  });

  return (
    <div ref={frame} className="flow">
      <div className="flow-sheet" style={{ width: placed.width * zoom, height: placed.height * zoom }}>
        {availableWidth === 0 || services.length === 0 ? (
          <LoadingRows what="Drawing the data path" count={6} />
        ) : (
          <>
            <ReactFlow
              {...STILL}
              {...ZOOMS}
              nodes={nodes}
              edges={edges}
              nodeTypes={NODE_TYPES}
              edgeTypes={EDGE_TYPES}
              viewport={{ x: 0, y: 0, zoom }}
              attributionPosition="bottom-left"
              aria-label="Data path of the lab"
            />
            <div className="flow-captions" style={{ transform: `scale(${zoom})` }}>
              <Captions boxes={placed.boxes} />
            </div>
          </>
        )}
      </div>
    </div>
  );
}

/** What each place does, above and below its box. */
function Captions({ boxes }: { boxes: readonly Box[] }) {
  const at = (id: string) => boxes.find((box) => box.id === id);
  const client = at(CLIENT);
  const kes = at('kes');
  const vault = at('vault');
  if (client === undefined || kes === undefined || vault === undefined) return null;
  return (
    <>
      <p className="flow-caption" style={above(client)}>
        sends <KeyWord kind="plaintext" />
      </p>
      <p className="flow-caption flow-caption-below" style={below(client)}>
        S3 over TLS
      </p>
      <p className="flow-caption" style={above(kes)}>
        gives <KeyWord kind="data-key" />
      </p>
      <p className="flow-caption flow-caption-below" style={below(kes)}>
        generate, decrypt over mTLS
      </p>
      <p className="flow-caption" style={above(vault)}>
        stores <KeyWord kind="kes-key" />
      </p>
    </>
  );
}

function above(box: Box) {
  return { left: box.x, width: box.width, top: box.y - 28 };
}

function below(box: Box) {
  return { left: box.x - 20, width: box.width + 40, top: box.y + box.height + 6 };
}
