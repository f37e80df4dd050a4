import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startArguments, windowHelp } from './start-arguments.mjs';
import { forgetNo, rememberedNo, rememberNo } from './window-answer.mjs';

/** A first try must not hold up a start; who asks for the window by name has more patience. */
const firstFetchMs = 60_000;
const askedFetchMs = 600_000;
/** Codes that Sealab's own shells end with: done, wrong use, Ctrl-C; and what a signal of the user makes. */
const ownEnds = new Set([0, 2, 129, 130, 143]);

/**
 * What starting needs of the machine; tests give others.
 * @typedef {object} StartParts
 * @property {string} answerFile where a “no” is kept
 * @property {NodeJS.ProcessEnv} env
 * @property {string | undefined} noWindow why no window can be shown here at all
 * @property {() => { version: string, program: string | undefined }} find
 * @property {(limitMs: number) => Promise<string | undefined>} fetch resolves with why Electron could not be had
 * @property {(program: string, args: string[], env: NodeJS.ProcessEnv) => Promise<number>} runWindow
 * @property {(args: string[]) => Promise<number>} runBrowser
 * @property {(text: string) => void} say
 */

/**
 * `npm start`: the window where it can be, else the browser page. A machine that said no is not asked again, unless by
 * `--desktop`. Resolves with the exit code.
 * @param {readonly string[]} args
 * @param {StartParts} parts
 */
export async function start(args, parts) {
  const { wish, rest } = startArguments(args);
  if (wish === 'browser') {
    const code = await parts.runBrowser(rest);
    if (rest.includes('--help') || rest.includes('-h')) parts.say(windowHelp);
    return code;
  }
  const isAsked = wish === 'window';
  const program = await readyProgram(parts, isAsked);
  const code = program === undefined ? undefined : await openWindow(program, rest, parts);
  return code ?? (await parts.runBrowser(rest));
}

/**
 * @param {StartParts} parts
 * @param {boolean} isAsked
 * @returns {Promise<string | undefined>}
 */
async function readyProgram({ answerFile, env, noWindow, find, fetch, say }, isAsked) {
  /** @param {string} reason */
  const none = (reason) => {
    if (isAsked) say(`No window: ${reason}. Sealab opens in the browser.\n`);
    return undefined;
  };
  if (noWindow !== undefined) return none(noWindow);
  const found = find();
  const no = isAsked ? undefined : rememberedNo(answerFile, found.version);
  if (no?.kind === 'run') return none(no.reason);
  if (found.program !== undefined) return found.program;
  if (no !== undefined) return none(no.reason);
  if (env['ELECTRON_SKIP_BINARY_DOWNLOAD']) return none('ELECTRON_SKIP_BINARY_DOWNLOAD is set');

  const limitMs = isAsked ? askedFetchMs : firstFetchMs;
  say(
    `Fetching Electron ${found.version} for the window, at most ${limitMs / 60_000} min (--web does without)\n`,
  );
  const reason = (await fetch(limitMs)) ?? (find().program ? undefined : 'its program is not there');
  if (reason === undefined) return find().program;
  rememberNo(answerFile, { version: found.version, kind: 'fetch', reason });
  say(
    `No Electron: ${reason}. Sealab opens in the browser, now and the next times; npm start -- --desktop tries again.\n`,
  );
  return undefined;
}

/**
 * Runs the window to its end. Resolves with its exit code, or with undefined if it ended before it was shown.
 * @param {string} program
 * @param {string[]} args
 * @param {StartParts} parts
 */
async function openWindow(program, args, { answerFile, env, find, runWindow, say }) {
  const folder = mkdtempSync(join(tmpdir(), 'sealab-window-'));
  const shown = join(folder, 'shown');
  // An editor's terminal may have ELECTRON_RUN_AS_NODE set: then Electron is a Node and opens nothing.
  const { ELECTRON_RUN_AS_NODE: _unused, ...rest } = env;
  try {
    const windowEnv = { ...rest, SEALAB_WINDOW_SHOWN: shown };
    /** @type {number | string} */
    const end = await runWindow(program, args, windowEnv).catch((error) => String(error.message));
    if (existsSync(shown)) forgetNo(answerFile);
    if (typeof end === 'number' && (existsSync(shown) || ownEnds.has(end))) return end;
    const reason = `the window ended before it was shown (${typeof end === 'number' ? `exit code ${end}` : end})`;
    rememberNo(answerFile, { version: find().version, kind: 'run', reason });
    say(`Sealab opens in the browser: ${reason}. npm start -- --desktop tries the window again.\n`);
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
