import { Position } from '@xyflow/react';
import type { Connection, TopologyView } from '#shared/contract/details.ts';
import type { LabState } from '#shared/contract/labs.ts';
import { boxStateOf } from './box-state.ts';
import type { FlowEdgeType } from './flow-edge.tsx';
import { type Box, CLIENT, PEOPLE } from './place-boxes.ts';
import type { BoxContent, BoxNode } from './service-box.tsx';

/** Node to node is left to the table: six lines between four boxes would hide the data path. */
export function shownConnections(view: TopologyView | undefined, state: LabState): readonly Connection[] {
  if (view !== undefined)
    return view.connections.filter(({ from, to }) => !(isNode(state, from) && isNode(state, to)));
  const line = (from: string, to: string): Connection => ({
    id: `${from}>${to}`,
    from,
    to,
    address: '',
    authentication: '',
    carries: '',
    state: 'unknown',
    evidence: '',
    counted: '',
  });
  const nodes = state.services.filter(({ component }) => component === 'minio').map(({ name }) => name);
  return [...nodes.flatMap((node) => [line(CLIENT, node), line(node, 'kes')]), line('kes', 'vault')];
}

function isNode(state: LabState, name: string): boolean {
  return state.services.some((service) => service.name === name && service.component === 'minio');
}

/** A connection as a line of React Flow. */
export function edgeOf(connection: Connection, lit: ReadonlySet<string>): FlowEdgeType {
  const isFromClient = connection.from === CLIENT;
  return {
    id: connection.id,
    source: connection.from,
    target: connection.to,
    type: 'flow',
    data: {
      connection,
      isLit: lit.has(connection.id),
      carriesClass: isFromClient ? 'key-plaintext' : 'key-data-key',
      labelAt: connection.from === 'kes' ? 0.5 : isFromClient ? 0.68 : 0.32,
    },
  };
}

interface Whole {
  readonly state: LabState;
  readonly view: TopologyView | undefined;
  readonly minio: readonly string[];
  readonly onOpen: (service: string) => void;
}

/** A box as a node of React Flow, with what is known of its service. */
export function nodeOf(box: Box, { state, view, minio, onOpen }: Whole): BoxNode {
  const service = state.services.find(({ name }) => name === box.id);
  const drive = view?.drives.find(({ node }) => node === box.id);
  const data: BoxContent = {
    id: box.id,
    keyName: state.keyName,
    line: lineOf(box.id, view),
    isSealed: view?.vault?.sealed !== false,
    driveNumber: minio.indexOf(box.id) + 1,
    ...(drive === undefined ? {} : { drive }),
    ...(service === undefined
      ? {}
      : { service, state: boxStateOf(service, view), onOpen: () => onOpen(service.name) }),
  };
  return {
    id: box.id,
    type: 'box',
    position: { x: box.x, y: box.y },
    width: box.width,
    height: box.height,
    // Told, not measured: React Flow forgets what it measured where a node is given anew, and its lines with it.
    measured: { width: box.width, height: box.height },
    handles: [
      { type: 'target', position: Position.Left, x: 0, y: box.height / 2, width: 1, height: 1 },
      { type: 'source', position: Position.Right, x: box.width - 1, y: box.height / 2, width: 1, height: 1 },
    ],
    data,
  };
}

function lineOf(id: string, view: TopologyView | undefined): string {
  const vault = view?.vault;
  switch (id) {
    case 'kes':
      return 'cached up to 5 min';
    case 'vault':
      if (vault === undefined) return 'not answering';
      return vault.sealed ? `sealed, ${vault.progress} of ${vault.threshold} shares` : 'unsealed, in memory';
    case PEOPLE:
      return vault === undefined ? 'unseal Vault' : `${vault.threshold} unseal Vault`;
    default:
      return '';
  }
}
