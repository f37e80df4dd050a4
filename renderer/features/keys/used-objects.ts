import type { KeyGraph } from '#shared/contract/keys.ts';
import type { UsesLog } from './uses-log.ts';

/** The object used last in each bucket, by the id of the node that stands for all of the bucket's objects. */
export function usedObjects(
  { entries }: Pick<UsesLog, 'entries'>,
  { nodes }: Pick<KeyGraph, 'nodes'>,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const wanted = new Set(nodes.filter(({ kind }) => kind === 'objects').map(({ id }) => id));
  for (let index = entries.length - 1; index >= 0 && found.size < wanted.size; index -= 1) {
    const entry = entries[index];
    if (entry?.kind !== 'use' || entry.use.isHeartbeat) continue;
    const named = /^(?:GET|PUT|HEAD|COPY|POST) ([^/\s]+)\/(\S.*)$/.exec(entry.use.request);
    const node = `objects:${named?.[1] ?? ''}`;
    if (named?.[2] !== undefined && wanted.has(node) && !found.has(node)) found.set(node, named[2]);
  }
  return found;
}
