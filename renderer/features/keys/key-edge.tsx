import { BaseEdge, type Edge, type EdgeProps, getBezierPath, getStraightPath, Position } from '@xyflow/react';
import type { KeyEdge } from '#shared/contract/keys.ts';

export interface KeyEdgeContent extends Record<string, unknown> {
  readonly edge: KeyEdge;
  /** Class of the key that opens the way: its colour while lit. */
  readonly keyClass: string;
  readonly isLit: boolean;
  /** The last request went this way. */
  readonly isLast: boolean;
}
export type KeyEdgeType = Edge<KeyEdgeContent, 'key'>;

/** One key protects what the line leads to: thick where the last request went, dashed where it does not protect now. */
export function KeyEdgeLine({
  sourceX,
  sourceY,
  targetX,
  targetY,
  sourcePosition,
  data,
}: EdgeProps<KeyEdgeType>) {
  if (data === undefined) return null;
  const { edge, keyClass, isLit, isLast } = data;
  const isDown = sourcePosition === Position.Bottom;
  const ends = { sourceX, sourceY, targetX, targetY };
  const [path] = isDown
    ? getStraightPath(ends)
    : getBezierPath({
        ...ends,
        sourcePosition: Position.Right,
        targetPosition: Position.Left,
        curvature: 0.45,
      });
  const classes = [
    'flow-line key-edge',
    ...(edge.isInUse ? [] : ['key-edge-off']),
    ...(isLast ? ['key-edge-last'] : []),
    ...(isLit ? ['key-edge-lit', keyClass] : []),
  ].join(' ');
  return (
    <>
      <BaseEdge path={path} className={classes} data-edge={edge.id} interactionWidth={0} />
      <path className={`${classes} key-edge-head`} d={headOf(targetX, targetY, isDown)} />
    </>
  );
}

function headOf(x: number, y: number, isDown: boolean): string {
  return isDown
    ? `M${x - 5},${y - 8} L${x},${y} L${x + 5},${y - 8} Z`
    : `M${x - 8},${y - 5} L${x},${y} L${x - 8},${y + 5} Z`;
}
