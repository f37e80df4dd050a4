import { type Edge, EdgeLabelRenderer, type EdgeProps, getBezierPath, Position } from '@xyflow/react';
import type { Connection } from '#shared/contract/details.ts';
import { lineWord } from './box-state.ts';

export interface EdgeContent extends Record<string, unknown> {
  readonly connection: Connection;
  readonly isLit: boolean;
  /** Class of the key or data that travels: its colour while lit. */
  readonly carriesClass: string;
  /** Where along the line the count stands, 0 to 1. */
  readonly labelAt: number;
}
export type FlowEdgeType = Edge<EdgeContent, 'flow'>;

/** One connection: thick and in the colour of what travels while its count moves, dashed where it fails. */
export function FlowEdge({ sourceX, sourceY, targetX, targetY, data }: EdgeProps<FlowEdgeType>) {
  if (data === undefined) return null;
  const { connection, isLit, carriesClass, labelAt } = data;
  const [path] = getBezierPath({
    sourceX,
    sourceY,
    sourcePosition: Position.Right,
    targetX,
    targetY,
    targetPosition: Position.Left,
    curvature: 0.5,
  });
  const classes = `flow-line flow-edge flow-edge-${connection.state} ${isLit ? `flow-edge-lit ${carriesClass}` : ''}`;
  const word = lineWord(connection);
  const labelX = sourceX + (targetX - sourceX) * labelAt;
  const labelY = sourceY + (targetY - sourceY) * ease(labelAt);
  return (
    <>
      <path className={classes} d={path} fill="none" data-connection={connection.id} />
      <path
        className={`${classes} flow-edge-head`}
        d={`M${targetX - 7},${targetY - 5} L${targetX},${targetY} L${targetX - 7},${targetY + 5}`}
        fill="none"
      />
      {word === '' ? null : (
        <EdgeLabelRenderer>
          <span
            className={`flow-count flow-count-${connection.state} ${isLit ? 'flow-count-lit' : ''}`}
            style={{ transform: `translate(-50%, -50%) translate(${labelX}px, ${labelY}px)` }}
          >
            {word}
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  );
}

/** How far down a curve with level ends is, a part `t` along it. */
function ease(t: number): number {
  return t * t * (3 - 2 * t);
}
