/**
 * The same function with its last `most` answers kept by their text, for pure functions that parse: what is watched is
 * read every few seconds and seldom changes. Answers are shared, so they must not be changed. A failure is not kept,
 * so that `place`, which may only tell where the text came from, is always the right one.
 */
export function remember<T, Place extends readonly unknown[]>(
  most: number,
  read: (text: string, ...place: Place) => T,
): (text: string, ...place: Place) => T {
  const kept = new Map<string, { readonly value: T }>();
  return (text, ...place) => {
    const known = kept.get(text) ?? { value: read(text, ...place) };
    // Asked for last, forgotten last.
    kept.delete(text);
    kept.set(text, known);
    const [oldest] = kept.keys();
    if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    return known.value;
  };
}
