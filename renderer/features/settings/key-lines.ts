import type { KeyLine } from './key-list.tsx';

/** The name of the command key as this machine's keyboard has it. */
export const COMMAND = /mac/i.test(navigator.platform) ? '⌘' : 'Ctrl';

/** Every key of the window, as the list of keys and the settings show it. */
export const KEY_LINES: readonly KeyLine[] = [
  { keys: [COMMAND, 'K'], what: 'Go to a page or lab, run something, find a key' },
  { keys: ['Alt', '1'], what: 'The first place of the rail; 2 the second, and so on' },
  { keys: [COMMAND, 'J'], what: 'Show or hide the command log' },
  { keys: ['P'], what: 'Prove the lab' },
  { keys: ['T'], what: 'Turn a diagram into its table, and back' },
  { keys: ['E'], what: 'Keys: show the evidence of what is selected' },
  { keys: ['Space'], what: 'Keys: let the events stand still, or follow them again' },
  { keys: ['1', '2', '3'], what: 'Object: the view of a client, of the server, of the drive' },
  { keys: ['[', ']'], what: 'Object: the drive before, the next drive' },
  { keys: ['G'], what: 'Object: go to an offset' },
  { keys: [COMMAND, 'F'], what: 'Object: search its drives for a text' },
  { keys: ['←', '→'], what: 'Turn the cards while a lab comes up' },
  { keys: ['Esc'], what: 'Close what lies on top' },
  { keys: ['?'], what: 'Show this list' },
];
