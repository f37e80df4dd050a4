/** A box of the diagram, in pixels from its upper left corner. */
export interface Box {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Placed {
  readonly boxes: readonly Box[];
  readonly width: number;
  readonly height: number;
}

export const CLIENT = 'client';
export const PEOPLE = 'people';

const CLIENT_WIDTH = 140;
const NODE_WIDTH = 236;
const KES_WIDTH = 150;
const VAULT_WIDTH = 168;
const NODE_HEIGHT = 56;
const NODE_GAP = 9;
const BOX_HEIGHT = 96;
const CLIENT_HEIGHT = 78;
const PEOPLE_HEIGHT = 46;
const PEOPLE_GAP = 26;
const LEAST_GAP = 44;
/** Between KES and Vault, where words stand on the line. */
const LEAST_LAST_GAP = 92;
const MOST_GAP = 170;
/** Room for a caption above a box. */
const CAPTION_HEIGHT = 30;
/** So that borders at the edge are whole. */
const MARGIN = 3;

/** Less is not readable: the diagram scrolls sideways then. */
export const LEAST_WIDTH =
  CLIENT_WIDTH + NODE_WIDTH + KES_WIDTH + VAULT_WIDTH + 2 * LEAST_GAP + LEAST_LAST_GAP + 2 * MARGIN;

/**
 * Places a lab from left to right by where things live: applications, MinIO's nodes, KES, Vault, with the people who
 * hold the shares under it. Never smaller than text can be read; what is left of the width goes into the gaps.
 */
export function placeBoxes(nodes: readonly string[], availableWidth: number): Placed {
  const boxesWidth = CLIENT_WIDTH + NODE_WIDTH + KES_WIDTH + VAULT_WIDTH;
  const free = Math.max(availableWidth, LEAST_WIDTH) - 2 * MARGIN - boxesWidth;
  const lastGap = Math.min(MOST_GAP, Math.max(LEAST_LAST_GAP, free / 3));
  const gap = Math.min(MOST_GAP, (free - lastGap) / 2);
  const width = Math.max(LEAST_WIDTH, availableWidth);
  const left = Math.max(MARGIN, Math.round((width - boxesWidth - 2 * gap - lastGap) / 2));
  const column = nodes.length * NODE_HEIGHT + (nodes.length - 1) * NODE_GAP;
  const middle = Math.max(BOX_HEIGHT / 2 + CAPTION_HEIGHT, Math.round(column / 2)) + MARGIN;
  const height =
    middle + Math.max(BOX_HEIGHT / 2 + PEOPLE_GAP + PEOPLE_HEIGHT, Math.round(column / 2)) + MARGIN;
  const nodesX = Math.round(left + CLIENT_WIDTH + gap);
  const kesX = Math.round(nodesX + NODE_WIDTH + gap);
  const vaultX = Math.round(kesX + KES_WIDTH + lastGap);
  const boxY = middle - BOX_HEIGHT / 2;
  return {
    width,
    height,
    boxes: [
      {
        id: CLIENT,
        x: left,
        y: middle - CLIENT_HEIGHT / 2,
        width: CLIENT_WIDTH,
        height: CLIENT_HEIGHT,
      },
      ...nodes.map((id, index) => ({
        id,
        x: nodesX,
        y: Math.round(middle - column / 2) + index * (NODE_HEIGHT + NODE_GAP),
        width: NODE_WIDTH,
        height: NODE_HEIGHT,
      })),
      { id: 'kes', x: kesX, y: boxY, width: KES_WIDTH, height: BOX_HEIGHT },
      { id: 'vault', x: vaultX, y: boxY, width: VAULT_WIDTH, height: BOX_HEIGHT },
      {
        id: PEOPLE,
        x: vaultX,
        y: boxY + BOX_HEIGHT + PEOPLE_GAP,
        width: VAULT_WIDTH,
        height: PEOPLE_HEIGHT,
      },
    ],
  };
}
