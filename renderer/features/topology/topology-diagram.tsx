import { ReactFlow, type ReactFlowProps } from '@xyflow/react';
import { useEffect, useRef, useState } from 'react';
import type { TopologyView } from '#shared/contract/details.ts';
import type { LabState } from '#shared/contract/labs.ts';
import { KeyWord } from '../../ui/key-tile.tsx';
import { useKeysInside } from '../../ui/use-keys-inside.ts';
import { FlowEdge } from './flow-edge.tsx';
import { edgeOf, nodeOf, shownConnections } from './flow-elements.ts';
import { type Box, CLIENT, placeBoxes } from './place-boxes.ts';
import { ServiceBox } from './service-box.tsx';
import { isArrow, walk } from './walk.ts';
import '@xyflow/react/dist/base.css';
import './topology.css';

export interface TopologyDiagramProps {
  readonly state: LabState;
  readonly view: TopologyView | undefined;
  readonly lit: ReadonlySet<string>;
  readonly onOpen: (service: string) => void;
}

const NODE_TYPES = { box: ServiceBox };
const EDGE_TYPES = { flow: FlowEdge };
const STILL: ReactFlowProps = {
  nodesDraggable: false,
  nodesConnectable: false,
  nodesFocusable: false,
  edgesFocusable: false,
  elementsSelectable: false,
  panOnDrag: false,
  panOnScroll: false,
  zoomOnScroll: false,
  zoomOnPinch: false,
  zoomOnDoubleClick: false,
  preventScrolling: false,
  disableKeyboardA11y: true,
  autoPanOnNodeFocus: false,
  minZoom: 1,
  maxZoom: 1,
};

/** The data path as a picture: boxes by place, connections with what was counted on them. Arrow keys follow the connections. */
export function TopologyDiagram({ state, view, lit, onOpen }: TopologyDiagramProps) {
  const [frame, availableWidth] = useWidth();
  const services = state.services;
  const minio = services.filter(({ component }) => component === 'minio').map(({ name }) => name);
  const placed = placeBoxes(minio, availableWidth);
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
      <div className="flow-sheet" style={{ width: placed.width, height: placed.height }}>
        {availableWidth === 0 ? null : (
          <>
            <ReactFlow
              {...STILL}
              nodes={nodes}
              edges={edges}
              nodeTypes={NODE_TYPES}
              edgeTypes={EDGE_TYPES}
              defaultViewport={{ x: 0, y: 0, zoom: 1 }}
              attributionPosition="bottom-left"
              aria-label="Data path of the lab"
            />
            <Captions boxes={placed.boxes} />
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

/** The width that there is for the sheet, in pixels. */
function useWidth() {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [frame, width] as const;
}
