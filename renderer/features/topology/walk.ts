export type Arrow = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

export interface Step {
  readonly from: string;
  readonly to: string;
}

/**
 * Where an arrow key leads: right and left along the connections, up and down between boxes that stand side by side
 * with this one. undefined where nothing is.
 */
export function walk(
  { edges, column }: { readonly edges: readonly Step[]; readonly column: readonly string[] },
  current: string,
  arrow: Arrow,
): string | undefined {
  switch (arrow) {
    case 'ArrowRight':
      return edges.find((edge) => edge.from === current)?.to;
    case 'ArrowLeft':
      return edges.find((edge) => edge.to === current)?.from;
    case 'ArrowUp':
    case 'ArrowDown': {
      const index = column.indexOf(current);
      return index === -1 ? undefined : column[index + (arrow === 'ArrowUp' ? -1 : 1)];
    }
  }
}

export function isArrow(key: string): key is Arrow {
  return key === 'ArrowLeft' || key === 'ArrowRight' || key === 'ArrowUp' || key === 'ArrowDown';
}
