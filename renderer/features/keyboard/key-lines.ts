import type { KeyLine } from './key-list.tsx';
import { PAGE_KEYS, type PageKey } from './page-keys.ts';

/** The name of the command key as this machine's keyboard has it. */
export const COMMAND = /mac/i.test(navigator.platform) ? '⌘' : 'Ctrl';

const NAMES: Readonly<Record<string, string>> = {
  ' ': 'Space',
  escape: 'Esc',
  arrowleft: '←',
  arrowup: '↑',
  arrowdown: '↓',
  arrowright: '→',
};

function lineOf({ presses, held, what, shown = presses }: PageKey): KeyLine {
  const holding = held === undefined ? [] : [held === 'command' ? COMMAND : 'Alt'];
  return { keys: [...holding, ...shown.map((press) => NAMES[press] ?? press.toUpperCase())], what };
}

/** Every key of the window, as the list of keys and the settings show it. A key of several pages has one line. */
export const KEY_LINES: readonly KeyLine[] = [
  ...new Set<PageKey>(Object.values(PAGE_KEYS).flatMap((page) => Object.values<PageKey>(page))),
].map(lineOf);
