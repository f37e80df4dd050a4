import type { KeyEdge, KeyNode } from '#shared/contract/keys.ts';
import { EXPLANATIONS } from './explanations.ts';
import type { Answer } from './facts.ts';

type Evidence = KeyNode['evidence'][number];
type Optional = 'secretId' | 'protects' | 'count' | 'lastUsedAt';

/** A node with the words of its kind. */
export function nodeOf(
  part: Omit<KeyNode, 'aliases' | 'explanation' | Optional> & {
    readonly [Name in Optional]?: KeyNode[Name] | undefined;
  },
): KeyNode {
  const { secretId, protects, count, lastUsedAt, ...rest } = part;
  const { aliases, explanation } = EXPLANATIONS[part.kind];
  return {
    ...rest,
    aliases: [...aliases],
    explanation,
    ...(secretId === undefined ? {} : { secretId }),
    ...(protects === undefined ? {} : { protects }),
    ...(count === undefined ? {} : { count }),
    ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
  };
}

export function edgeOf(from: string, to: string, rest: Pick<KeyEdge, 'label' | 'isInUse'>): KeyEdge {
  return { id: `${from}>${to}`, from, to, ...rest };
}

/** What was answered last, and why there is no newer answer. */
export function evidenceOf<T>(source: string, answer: Answer<T>, tell: (value: T) => string): Evidence[] {
  const { value, problem, at } = answer;
  if (problem === undefined) return value === undefined ? [] : [{ source, text: tell(value), at }];
  const last = value === undefined ? '' : ` Before: ${tell(value)}.`;
  return [{ source, text: `${problem}${last}`, at }];
}

export function fact(name: string, value: string | number | undefined): KeyNode['facts'] {
  return value === undefined ? [] : [{ name, value: String(value) }];
}
