import type { CommandLogEntry } from '#shared/contract/labs.ts';

/** The entries in whose title, lines or error every word of `text` stands, whatever the case. */
export function filterEntries(entries: readonly CommandLogEntry[], text: string): readonly CommandLogEntry[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return entries.filter((entry) => {
    const all = [entry.title, ...entry.commands, entry.error?.message ?? ''].join('\n').toLowerCase();
    return words.every((word) => all.includes(word));
  });
}
