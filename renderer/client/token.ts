import { SealabError } from '#shared/errors.ts';

/** What `takeToken` needs of a browser's window. */
export interface TokenPage {
  readonly location: { readonly hash: string; readonly pathname: string; readonly search: string };
  readonly history: {
    readonly state: unknown;
    replaceState(state: unknown, unused: string, url: string): void;
  };
  readonly sessionStorage: { getItem(key: string): string | null; setItem(key: string, value: string): void };
}

const STORAGE_KEY = 'sealab.token';
/** 32 bytes in base64url. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/**
 * Takes the token out of the address, so that it is neither seen nor shared with it, and keeps it for reloads of this
 * tab. Throws `unauthorized` if there is none in the address and none kept.
 */
export function takeToken(page: TokenPage = window): string {
  const { hash, pathname, search } = page.location;
  const fields = hash.replace(/^#/, '').split('&');
  const given = fields.find((field) => field.startsWith('token='))?.slice('token='.length);
  if (given !== undefined) {
    const rest = fields.filter((field) => !field.startsWith('token=')).join('&');
    page.history.replaceState(page.history.state, '', pathname + search + (rest === '' ? '' : `#${rest}`));
    if (TOKEN.test(given)) keep(page, given);
  }
  const token = given ?? kept(page) ?? '';
  if (TOKEN.test(token)) return token;
  throw new SealabError('unauthorized', 'This page has no token, so Sealab does not talk to it.', {
    fix: 'Open the address that `npm start` printed.',
  });
}

/** A browser that blocks storage costs the reload, not the page. */
function keep(page: TokenPage, token: string): void {
  try {
    page.sessionStorage.setItem(STORAGE_KEY, token);
  } catch {
    // The next reload says that there is no token.
  }
}

function kept(page: TokenPage): string | null {
  try {
    return page.sessionStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}

/**
 * Calls `listener` when somebody opens a new address with a token in this tab: only the fragment changes then, and a
 * browser does not load the page anew. Returns a function that stops it.
 */
export function onNewToken(listener: () => void): () => void {
  const listen = (): void => {
    if (/[#&]token=/.test(window.location.hash)) listener();
  };
  window.addEventListener('hashchange', listen);
  return () => window.removeEventListener('hashchange', listen);
}
