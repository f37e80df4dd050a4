import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { Cylinder, File } from 'lucide-react';
import type { KeyNode } from '#shared/contract/keys.ts';
import { KeyTile } from '../../ui/key-tile.tsx';
import { StateIcon } from '../../ui/state-icon.tsx';
import { lookOf, placeTitle } from './key-looks.ts';

/** What a box is told. Functions come from the diagram. */
export interface KeyBoxContent extends Record<string, unknown> {
  readonly node: KeyNode;
  /** What stands under its name. */
  readonly line: string;
  readonly isLit: boolean;
  readonly isSelected: boolean;
  /** The one box that Tab reaches; arrows lead to the others. */
  readonly isTabStop: boolean;
  /** Of objects: whether new ones are encrypted. */
  readonly isEncrypted: boolean;
  readonly onFocus: () => void;
  readonly onOpen: () => void;
}
export type KeyBoxNode = Node<KeyBoxContent, 'key'>;

export function boxId(node: string): string {
  return `key-box-${node}`;
}

/** A key as a square, data as a sheet; dashed what is not there now. Click or Enter opens its evidence. */
export function KeyBox({ data }: NodeProps<KeyBoxNode>) {
  return (
    <>
      {/* Where React Flow measures a box itself, it looks for these: without them its lines would be gone. */}
      {ENDS.map(({ id, type, position }) => (
        <Handle key={id} id={id} className="flow-end" type={type} position={position} isConnectable={false} />
      ))}
      <BoxButton {...data} />
    </>
  );
}

const ENDS = [
  { id: 'in', type: 'target', position: Position.Left },
  { id: 'out', type: 'source', position: Position.Right },
  { id: 'top', type: 'target', position: Position.Top },
  { id: 'bottom', type: 'source', position: Position.Bottom },
] as const;

function BoxButton(data: KeyBoxContent) {
  const { node, line, isLit, isSelected, isTabStop, onFocus, onOpen } = data;
  const { tile, name } = lookOf(node);
  const classes = [
    'key-box',
    `key-box-${node.kind}`,
    `key-${tile ?? 'data-key'}`,
    `key-box-${node.state}`,
    ...(isLit ? ['key-box-lit'] : []),
    ...(isSelected ? ['key-box-selected'] : []),
  ].join(' ');
  return (
    <button
      type="button"
      id={boxId(node.id)}
      className={classes}
      tabIndex={isTabStop ? 0 : -1}
      aria-pressed={isSelected}
      aria-label={`${node.title}, ${name}, ${node.stateText}, in ${placeTitle(node.place)}`}
      title={`${node.title}: ${node.stateText}`}
      data-space="pauses"
      onFocus={onFocus}
      onClick={onOpen}
    >
      <BoxTile {...data} />
      <span className="key-box-text">
        <span className="key-box-title">
          <span>{node.title}</span>
          {node.state === 'unknown' ? <StateIcon tone="neutral" size={13} /> : null}
        </span>
        <span className="key-box-line">
          <span>{line}</span>
          {node.kind === 'bucket' && data.isEncrypted ? <PerRequest isLit={isLit} /> : null}
        </span>
      </span>
    </button>
  );
}

function BoxTile({ node, isEncrypted }: KeyBoxContent) {
  const { tile } = lookOf(node);
  if (node.kind === 'bucket') return <Cylinder className="key-box-icon" size={18} aria-hidden />;
  if (node.kind === 'objects' && !isEncrypted)
    return (
      <span className="key-tile key-sheet key-sheet-unknown">
        <File size={12} aria-hidden />
      </span>
    );
  return tile === undefined ? null : <KeyTile kind={tile} />;
}

/** MinIO has these for the time of one request: dashed while there is none. */
function PerRequest({ isLit }: { isLit: boolean }) {
  return (
    <span className={isLit ? 'key-box-request' : 'key-box-request key-absent'}>
      <span className="key-data-key">
        <KeyTile kind="data-key" label="data key, while a request lasts" />
      </span>
      <span className="key-object-key">
        <KeyTile kind="object-key" label="object key, while a request lasts" />
      </span>
    </span>
  );
}
