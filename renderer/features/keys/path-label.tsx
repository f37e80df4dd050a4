import { ArrowRight, CircleX } from 'lucide-react';
import type { KeyEdge, KeyUse } from '#shared/contract/keys.ts';
import { formatTimeOfDay } from '../../ui/time.ts';
import type { PlacedKeys } from './place-keys.ts';

export interface PathLabelProps {
  readonly use: KeyUse;
  readonly edges: readonly KeyEdge[];
  readonly placed: PlacedKeys;
  readonly isLit: boolean;
}

const LABEL_HEIGHT = 22;
const HALF_WIDTH = 170;

/** What the path in the diagram is: the request and its time, above the end of its way. */
export function PathLabel({ use, edges, placed, isLit }: PathLabelProps) {
  const place = placeOf(use, edges, placed);
  if (place === undefined) return null;
  const Icon = use.ok ? ArrowRight : CircleX;
  return (
    <p
      className={`path-label ${isLit ? 'path-label-lit' : ''} ${use.ok ? '' : 'path-label-failed'}`}
      style={{ left: place.x, top: place.y }}
      title={use.request}
    >
      <Icon size={14} aria-hidden />
      <span className="path-label-text">{use.request}</span>
      <span className="path-label-time">
        {use.ok ? '' : 'failed '}
        {formatTimeOfDay(use.at)}
      </span>
    </p>
  );
}

function placeOf(
  use: KeyUse,
  edges: readonly KeyEdge[],
  placed: PlacedKeys,
): { readonly x: number; readonly y: number } | undefined {
  const last = edges.findLast(({ id }) => use.edges.includes(id) && id === use.edges.at(-1));
  const from = last === undefined ? undefined : placed.boxes.get(last.from);
  const to = last === undefined ? undefined : placed.boxes.get(last.to);
  if (from === undefined || to === undefined) return undefined;
  const middle = (from.x + to.x + to.width) / 2;
  return {
    x: Math.min(Math.max(middle, HALF_WIDTH), placed.width - HALF_WIDTH),
    y: Math.min(from.y, to.y) - LABEL_HEIGHT - 3,
  };
}
