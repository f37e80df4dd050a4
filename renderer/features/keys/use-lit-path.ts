import { useEffect, useState } from 'react';
import type { KeyUse } from '#shared/contract/keys.ts';
import { LitPlayer } from './lit-player.ts';

/** What is older when it is first heard was not seen to happen. */
const NEWS_MS = 5_000;

const NONE: ReadonlySet<string> = new Set();

/** The edges that are lit now: the way of the newest request, or of the one that is pointed at. */
export function useLitPath(newest: KeyUse | undefined, pointedAt: KeyUse | undefined): ReadonlySet<string> {
  const [lit, setLit] = useState(NONE);
  const [player] = useState(
    () =>
      new LitPlayer({
        onLit: (edges) => setLit(edges.length === 0 ? NONE : new Set(edges)),
        isStill: () => matchMedia('(prefers-reduced-motion: reduce)').matches,
      }),
  );

  useEffect(() => {
    if (newest !== undefined && Date.now() - Date.parse(newest.at) < NEWS_MS) player.play(newest.edges);
  }, [newest, player]);

  useEffect(() => {
    player.point(pointedAt?.edges);
  }, [pointedAt, player]);

  useEffect(() => () => player.stop(), [player]);
  return lit;
}
