import type { ComponentBinary } from '../ports/components.ts';

const WORDS = {
  go: 'built with Go',
  'saved-set': 'from a saved set',
  given: 'given by you',
  registry: 'out of an image',
} as const;

/** Where a binary came from, in one line with the beginning of its SHA-256. */
export function originOf({ source, image, sha256 }: ComponentBinary): string {
  const from = image === undefined ? WORDS[source] : `out of ${image.reference}`;
  return `${from}, sha256 ${sha256.slice(0, 8)}…`;
}
