import { useFeed } from '../../client/use-feed.ts';
import { useObjectsLab } from './objects-lab.tsx';

/** The KES keys that the lab is known to have, its default one first; more may be there. */
export function useKeyNames(lab: string): readonly string[] {
  const { keyName } = useObjectsLab();
  const graph = useFeed('keys.graph', { lab });
  const found = (graph.value?.nodes ?? []).flatMap(({ id, kind }) =>
    kind === 'kes-key' ? [id.replace(/^kes:/, '')] : [],
  );
  return [...new Set([...(keyName === '' ? [] : [keyName]), ...found])];
}
