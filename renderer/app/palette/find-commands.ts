import type { PaletteCommand } from './palette-command.ts';

export interface FoundGroup {
  readonly title: string;
  readonly commands: readonly PaletteCommand[];
}

const MOST_RECENT = 5;

/**
 * What the palette lists. Without a query: the recent ones, then everything by group. With one: what has every word of
 * it, best first, those used lately before others that fit as well.
 */
export function findCommands(
  commands: readonly PaletteCommand[],
  query: string,
  recentIds: readonly string[],
): readonly FoundGroup[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return byGroup(commands, recentIds);
  const scored = commands.flatMap((command) => {
    const score = scoreOf(command, words);
    return score === 0 ? [] : [{ command, score: score + (recentIds.includes(command.id) ? 0.5 : 0) }];
  });
  if (scored.length === 0) return [];
  const found = scored.toSorted((one, other) => other.score - one.score).map(({ command }) => command);
  return [{ title: 'Found', commands: found }];
}

function byGroup(commands: readonly PaletteCommand[], recentIds: readonly string[]): readonly FoundGroup[] {
  const recent = recentIds
    .flatMap((id) => commands.find((command) => command.id === id) ?? [])
    .slice(0, MOST_RECENT);
  const groups = new Map<string, PaletteCommand[]>(recent.length === 0 ? [] : [['Recent', recent]]);
  for (const command of commands) {
    if (recent.includes(command)) continue;
    groups.set(command.group, [...(groups.get(command.group) ?? []), command]);
  }
  return [...groups].map(([title, members]) => ({ title, commands: members }));
}

/** 0 where a word is missing; a hit in the title counts more, most at its start. */
function scoreOf(command: PaletteCommand, words: readonly string[]): number {
  const title = command.title.toLowerCase();
  const rest = `${command.about ?? ''} ${command.words ?? ''} ${command.group}`.toLowerCase();
  let score = 0;
  for (const word of words) {
    if (title.startsWith(word)) score += 4;
    else if (title.includes(` ${word}`)) score += 3;
    else if (title.includes(word)) score += 2;
    else if (rest.includes(word)) score += 1;
    else return 0;
  }
  return score;
}

/** The recent ids with `id` in front. */
export function withRecent(recentIds: readonly string[], id: string): readonly string[] {
  return [id, ...recentIds.filter((one) => one !== id)].slice(0, 12);
}
