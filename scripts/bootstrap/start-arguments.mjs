/** @typedef {'any' | 'window' | 'browser'} Wish */

/** What the bootstrap itself understands of `npm start`, for `--help`. */
export const windowHelp = `  --web       the browser page, also where a window could be opened
  --desktop   the window: try to fetch Electron's program again
`;

/** These speak of the page's address or of the terminal, so whoever types one wants the browser page. */
const browserOnly = /^(?:--no-open|--port(?:=.*)?|--help|-h)$/;

/**
 * Takes `--web` and `--desktop` out of the arguments of `npm start`.
 * @param {readonly string[]} args
 * @returns {{ wish: Wish, rest: string[] }}
 */
export function startArguments(args) {
  const rest = args.filter((arg) => arg !== '--web' && arg !== '--desktop');
  if (args.includes('--web') || rest.some((arg) => browserOnly.test(arg))) return { wish: 'browser', rest };
  return { wish: args.includes('--desktop') ? 'window' : 'any', rest };
}
