/** Something that is done by pressing a key. */
export interface PageKey {
  /** What it is done by: `KeyboardEvent.key` in small letters, or with Alt the digit of the key. */
  readonly presses: readonly string[];
  /** What has to be held down with it, and nothing else. */
  readonly held?: 'command' | 'alt';
  /** What the list of keys says about it. */
  readonly what: string;
  /** How the list writes it, where it would be too long. */
  readonly shown?: readonly string[];
  /** Works also while somebody types. */
  readonly worksTyping?: true;
  /** Works also while a dialog or a menu is open. */
  readonly worksBeneath?: true;
}

const ARROWS = ['arrowleft', 'arrowup', 'arrowdown', 'arrowright'];
const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];
const TABLE: PageKey = {
  presses: ['t'],
  what: 'Turn what is shown into its table, and back',
};

/** Every key of the window by the page that hears it: pages hear no other, and the list shows them all in this order. */
export const PAGE_KEYS = {
  window: {
    palette: {
      presses: ['k'],
      held: 'command',
      what: 'Go to a page or lab, run something, find a key',
      worksTyping: true,
      worksBeneath: true,
    },
    place: {
      presses: DIGITS,
      held: 'alt',
      what: 'The first place of the rail; 2 the second, and so on',
      shown: ['1'],
      worksTyping: true,
    },
    log: {
      presses: ['j'],
      held: 'command',
      what: 'Show or hide the command log',
      worksTyping: true,
      worksBeneath: true,
    },
  },
  lab: {
    prove: { presses: ['p'], what: 'Prove the lab' },
  },
  diagram: {
    table: TABLE,
    walk: { presses: ARROWS, what: 'Go from box to box, from row to row' },
  },
  keys: {
    table: TABLE,
    evidence: { presses: ['e'], what: 'Keys: show the evidence of what is selected' },
    pause: { presses: [' '], what: 'Keys: let the events stand still, or follow them again' },
  },
  object: {
    view: { presses: ['1', '2', '3'], what: 'Object: the view of a client, of the server, of the drive' },
    drive: { presses: ['[', ']'], what: 'Object: the drive before, the next drive' },
    offset: { presses: ['g'], what: 'Object: go to an offset' },
    search: {
      presses: ['f'],
      held: 'command',
      what: 'Object: search its drives for a text',
      worksTyping: true,
    },
    table: TABLE,
  },
  walk: {
    step: { presses: ['j', 'k'], what: 'Walk: the next step, the step before' },
    reveal: { presses: ['r'], what: 'Walk: reveal the secret of the step, or cover it' },
    origin: { presses: ['o'], what: 'Walk: go to where an input comes from' },
    table: TABLE,
  },
  cards: {
    turn: { presses: ['arrowleft', 'arrowright'], what: 'Turn the cards while a lab comes up' },
  },
  layer: {
    close: { presses: ['escape'], what: 'Close what lies on top' },
  },
  frame: {
    list: { presses: ['?'], what: 'Show this list' },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, PageKey>>>>;

/** What is read of the event of a key: the browser's own or React's. */
export type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** Which of the presses of `key` an event is; undefined where it is none. */
export function pressOf({ presses, held }: PageKey, event: Pressed): string | undefined {
  const isCommand = event.ctrlKey || event.metaKey;
  if (isCommand !== (held === 'command') || event.altKey !== (held === 'alt')) return undefined;
  // Without these it may be what makes the character.
  if (held !== undefined && event.shiftKey) return undefined;
  // By place on the keyboard: with Alt the digit is another character on some of them.
  const press = held === 'alt' ? event.code.replace(/^Digit/, '') : event.key.toLowerCase();
  return presses.includes(press) ? press : undefined;
}
