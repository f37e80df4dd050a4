import type { KeyNode } from '#shared/contract/keys.ts';

/** The lines that say the same from the lab's terminal; none of them prints a secret. */
export function commandsOf(
  { id, kind, title }: Pick<KeyNode, 'id' | 'kind' | 'title'>,
  lab: string,
): readonly string[] {
  const name = id.includes(':') ? id.slice(id.indexOf(':') + 1) : title;
  switch (kind) {
    case 'share':
    case 'root-key':
      return ['vault status'];
    case 'keyring':
      return ['vault operator key-status'];
    case 'kv-entry':
      return ['vault kv list kv'];
    case 'kes-key':
      return [`kes key info ${name}`];
    case 'bucket':
      return [`mc encrypt info ${lab}/${name}`];
    case 'objects':
      return [`mc ls --recursive ${lab}/${name}`];
  }
}
