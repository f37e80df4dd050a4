import type { SearchResult } from '#shared/contract/inspector.ts';

/** On how many drives the text was found. */
export function drivesWith({ files }: SearchResult): number {
  return new Set(files.flatMap(({ drive, offsets }) => (offsets.length > 0 ? [drive] : []))).size;
}
