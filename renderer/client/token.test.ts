import { expect, test } from 'vitest';
import { type TokenPage, takeToken } from './token.ts';

const TOKEN = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJ0123_-Z';
const OTHER = TOKEN.toLowerCase();

test('the token is taken out of the address and kept for a reload', () => {
  const tab = new Tab(`/?a=1#token=${TOKEN}`);
  expect(takeToken(tab)).toBe(TOKEN);
  expect(tab.address).toBe('/?a=1');
  expect(takeToken(tab)).toBe(TOKEN);
});

test('the rest of the fragment and the state of the history stay', () => {
  const tab = new Tab(`/#/labs/one&token=${TOKEN}`);
  takeToken(tab);
  expect(tab.address).toBe('/#/labs/one');
  expect(tab.state).toEqual({ scroll: 7 });
});

test('a new token replaces the kept one', () => {
  const tab = new Tab(`/#token=${TOKEN}`);
  takeToken(tab);
  tab.address = `/#token=${OTHER}`;
  expect(takeToken(tab)).toBe(OTHER);
  expect(takeToken(tab)).toBe(OTHER);
});

test.each(['/', '/#/labs', '/#token=', '/#token=short', `/#token=${TOKEN}x`, '/#token=%00', '/#tokens=1'])(
  'the address %s has no token: the error says what to open',
  (address) => {
    const tab = new Tab(address);
    expect(() => takeToken(tab)).toThrowError(
      expect.objectContaining({ code: 'unauthorized', fix: expect.stringContaining('npm start') }),
    );
    expect(tab.address).not.toContain('token=');
    expect(tab.kept.size).toBe(0);
  },
);

test('a page whose browser keeps nothing still gets in, until it is reloaded', () => {
  const tab = new Tab(`/#token=${TOKEN}`);
  tab.isStorageBlocked = true;
  expect(takeToken(tab)).toBe(TOKEN);
  expect(tab.address).toBe('/');
  expect(() => takeToken(tab)).toThrowError(expect.objectContaining({ code: 'unauthorized' }));
});

/** A browser tab as far as `takeToken` sees it. */
class Tab implements TokenPage {
  address: string;
  state: unknown = { scroll: 7 };
  isStorageBlocked = false;
  readonly kept = new Map<string, string>();

  constructor(address: string) {
    this.address = address;
  }

  get location(): TokenPage['location'] {
    return new URL(this.address, 'http://127.0.0.1:1');
  }

  get history(): TokenPage['history'] {
    return {
      state: this.state,
      replaceState: (state, _unused, url) => {
        this.state = state;
        this.address = url;
      },
    };
  }

  get sessionStorage(): TokenPage['sessionStorage'] {
    if (this.isStorageBlocked) throw new DOMException('blocked', 'SecurityError');
    return {
      getItem: (key) => this.kept.get(key) ?? null,
      setItem: (key, value) => void this.kept.set(key, value),
    };
  }
}
