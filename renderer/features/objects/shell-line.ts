const PLAIN_WORD = /^[\w@%+=:,./-]+$/;

/** A word as a shell takes it whole. */
export function quoted(word: string): string {
  return PLAIN_WORD.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
