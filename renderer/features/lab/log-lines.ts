import type { LabEvent } from '#shared/contract/events.ts';

/** More lines than anybody scrolls back in a drawer. */
export const MOST_LINES = 1_000;

/** The lines that a service wrote itself, as it wrote them. */
export function linesOf(events: readonly LabEvent[], service: string): readonly string[] {
  return events
    .filter((event) => event.service === service && event.source === 'log')
    .map((event) => (event.isStampGuessed === true ? event.text : `${event.at} ${event.text}`));
}

/**
 * One text of the lines that were there and those that came since: the two overlap, because both were asked for at the
 * same time. Lines that are empty are left out.
 */
export function joinLines(before: readonly string[], since: readonly string[]): readonly string[] {
  const history = before.filter((line) => line.trim() !== '');
  if (since.length === 0) return history;
  for (let at = 0; at < history.length; at += 1) {
    const overlap = history.slice(at);
    const count = Math.min(overlap.length, since.length);
    if (overlap.slice(0, count).every((line, index) => line === since[index])) {
      return [...history.slice(0, at), ...(overlap.length > since.length ? overlap : since)].slice(
        -MOST_LINES,
      );
    }
  }
  return [...history, ...since].slice(-MOST_LINES);
}
