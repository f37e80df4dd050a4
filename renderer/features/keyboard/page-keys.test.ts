// oxlint-disable-next-line no-restricted-imports -- a test runs in Node; the page never reads a file
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { KEY_LINES } from './key-lines.ts';
import { PAGE_KEYS, type PageKey, pressOf } from './page-keys.ts';

const RENDERER = new URL('../../', import.meta.url).pathname;
/** What every list, field and layer has by its nature, whatever the page. */
const OF_WIDGETS = ['Enter', 'Escape', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'];
const PRESSED = /(?:\.key|event\.code)(?:\.\w+\(\))?\s*[!=]==?\s*'([^']+)'/g;
/** A second place that hears the whole window, or tells keys apart by itself. */
const OWN_WAY = /(?:window|document)\.addEventListener\('key|switch \(\w+\.(?:key|code)\b/;

const pages = Object.entries<Readonly<Record<string, PageKey>>>(PAGE_KEYS);
const sources = globSync('**/*.{ts,tsx}', { cwd: RENDERER, exclude: ['**/*.test.ts'] }).map((path) => ({
  path,
  text: readFileSync(`${RENDERER}${path}`, 'utf8'),
}));
const NONE = { code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

test.each(pages)('the list of keys shows every key of the page %s', (_, keys) => {
  for (const { what, presses } of Object.values(keys)) {
    const line = KEY_LINES.find((one) => one.what === what);
    expect(line?.keys.length, presses.join(' ')).toBeGreaterThan(0);
  }
});

test('a page has no key that is not in the table of keys', () => {
  const hearing = sources.filter(({ text }) => OWN_WAY.test(text)).map(({ path }) => path);
  expect(hearing).toEqual(['features/keyboard/use-page-keys.ts']);
  const unknown = sources.flatMap(({ path, text }) =>
    [...text.matchAll(PRESSED)].flatMap(([, key = '']) =>
      OF_WIDGETS.includes(key) ? [] : [`${path}: ${key}`],
    ),
  );
  expect(unknown).toEqual([]);
});

test.each(pages)('no key of the page %s is two things', (_, keys) => {
  const own = Object.values(keys).flatMap(({ presses, held }) =>
    presses.map((press) => `${held ?? ''} ${press}`),
  );
  expect(new Set(own).size).toBe(own.length);
});

test('the list has one line for a key of several pages', () => {
  expect(KEY_LINES.filter(({ keys }) => keys.join('') === 'T')).toHaveLength(1);
  expect(KEY_LINES).toContainEqual({ keys: ['Alt', '1'], what: PAGE_KEYS.window.place.what });
  expect(KEY_LINES).toContainEqual({ keys: ['J', 'K'], what: PAGE_KEYS.walk.step.what });
});

test('a letter is heard in either case, and not with Ctrl, Alt or the command key', () => {
  const { reveal } = PAGE_KEYS.walk;
  expect(pressOf(reveal, { ...NONE, key: 'r' })).toBe('r');
  expect(pressOf(reveal, { ...NONE, key: 'R', shiftKey: true })).toBe('r');
  for (const held of ['ctrlKey', 'metaKey', 'altKey'])
    expect(pressOf(reveal, { ...NONE, key: 'r', [held]: true }), held).toBeUndefined();
});

test('a key with the command key is heard with Ctrl and with Cmd, and with nothing more', () => {
  const { palette } = PAGE_KEYS.window;
  expect(pressOf(palette, { ...NONE, key: 'k', ctrlKey: true })).toBe('k');
  expect(pressOf(palette, { ...NONE, key: 'k', metaKey: true })).toBe('k');
  expect(pressOf(palette, { ...NONE, key: 'k' })).toBeUndefined();
  expect(pressOf(palette, { ...NONE, key: 'K', ctrlKey: true, shiftKey: true })).toBeUndefined();
});

test('a digit with Alt is heard by its place on the keyboard', () => {
  const { place } = PAGE_KEYS.window;
  expect(pressOf(place, { ...NONE, key: '¡', code: 'Digit1', altKey: true })).toBe('1');
  expect(pressOf(place, { ...NONE, key: '0', code: 'Digit0', altKey: true })).toBeUndefined();
  expect(pressOf(place, { ...NONE, key: '1', code: 'Digit1' })).toBeUndefined();
});
