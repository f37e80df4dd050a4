import type { SearchResult } from '#shared/contract/inspector.ts';
import { countOf } from '../../ui/size.ts';

/** On how many drives the text was found. */
export function drivesWith({ files }: SearchResult): number {
  return new Set(files.flatMap(({ drive, offsets }) => (offsets.length > 0 ? [drive] : []))).size;
}

/** How much was read: `Searched 4 drives, 8 files, 2,098,112 B`. */
export function searchedWords({ drives, files, sizeBytes }: SearchResult['searched']): string {
  return `Searched ${countOf(drives, 'drive')}, ${countOf(files, 'file')}, ${sizeBytes.toLocaleString('en')} B`;
}
