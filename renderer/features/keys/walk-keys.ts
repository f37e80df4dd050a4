import type { KeyEdge } from '#shared/contract/keys.ts';
import type { Arrow } from '../topology/walk.ts';
import type { KeyBoxPlace } from './place-keys.ts';

interface Walked {
  readonly edges: readonly KeyEdge[];
  readonly boxes: ReadonlyMap<string, KeyBoxPlace>;
}

/**
 * Where an arrow key leads from a box: right to what it protects and left to what protects it, the nearest one; up and
 * down between the boxes of its column. undefined where nothing is.
 */
export function walkKeys({ edges, boxes }: Walked, current: string, arrow: Arrow): string | undefined {
  const here = boxes.get(current);
  if (here === undefined) return undefined;
  const known = (ids: readonly string[]): readonly KeyBoxPlace[] =>
    ids.flatMap((id) => boxes.get(id) ?? []).toSorted((one, other) => apart(one, here) - apart(other, here));
  switch (arrow) {
    case 'ArrowRight':
      return known(edges.filter(({ from }) => from === current).map(({ to }) => to))[0]?.id;
    case 'ArrowLeft':
      return known(edges.filter(({ to }) => to === current).map(({ from }) => from))[0]?.id;
    case 'ArrowUp':
    case 'ArrowDown': {
      const isBeyond = (box: KeyBoxPlace): boolean => (arrow === 'ArrowUp' ? box.y < here.y : box.y > here.y);
      return known(
        [...boxes.values()].filter((box) => box.x === here.x && isBeyond(box)).map(({ id }) => id),
      )[0]?.id;
    }
  }
}

function apart(one: KeyBoxPlace, other: KeyBoxPlace): number {
  return Math.abs(one.y - other.y);
}
