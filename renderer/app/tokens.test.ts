// oxlint-disable-next-line no-restricted-imports -- a test runs in Node; the page never reads a file
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const tokens = readTokens(readFileSync(new URL('tokens.css', import.meta.url), 'utf8'));
const THEMES = ['light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

/** Text needs 4.5 against what it lies on (WCAG 2.2, 1.4.3), edges and marks need 3 (1.4.11). */
const TEXT = 4.5;
const MARK = 3;
const GROUNDS = ['surface', 'bg', 'inset'];
const STATES = ['ok', 'warn', 'fail'];
/** Regions of a file on a drive. */
const REGIONS = ['bitrot', 'dare-header', 'dare-tag'];
const KEYS = ['share', 'root-key', 'kes-key', 'data-key', 'object-key', 'ciphertext', 'plaintext'];

const pairs: (readonly [front: string, ground: string, least: number])[] = [
  ...['text', 'text-2', 'text-3'].flatMap((text) => GROUNDS.map((ground) => [text, ground, TEXT] as const)),
  ...GROUNDS.map((ground) => ['control', ground, MARK] as const),
  ...GROUNDS.map((ground) => ['focus', ground, MARK] as const),
  // Text of the ink button, at rest and under the pointer.
  ['surface', 'text', TEXT],
  ['surface', 'ink-hover', TEXT],
  ...[...STATES, ...KEYS, ...REGIONS].flatMap((name) => [
    [name, 'surface', TEXT] as const,
    [name, `${name}-tint`, TEXT] as const,
  ]),
  // The glyph inside a key's tile is as light as the surface.
  ...KEYS.map((name) => ['surface', name, TEXT] as const),
  ...[...STATES, ...REGIONS].map((name) => ['text', `${name}-tint`, TEXT] as const),
  ...STATES.map((name) => [name, 'bg', TEXT] as const),
];

test.each(THEMES)('every colour pair of the %s theme has its contrast', (theme) => {
  const weak = pairs.flatMap(([front, ground, least]) => {
    const ratio = contrast(colour(front, theme), colour(ground, theme));
    return ratio < least ? [`${front} on ${ground}: ${ratio.toFixed(2)}, needs ${least}`] : [];
  });
  expect(weak).toEqual([]);
});

test('the contrast is the one of the design’s table', () => {
  expect(contrast(colour('text', 'light'), colour('surface', 'light'))).toBeCloseTo(17.8, 1);
  expect(contrast(colour('fail', 'dark'), colour('surface', 'dark'))).toBeCloseTo(7.7, 1);
});

test('every key has its own colour in each theme', () => {
  for (const theme of THEMES) expect(new Set(KEYS.map((key) => colour(key, theme))).size).toBe(KEYS.length);
});

function readTokens(source: string): ReadonlyMap<string, Readonly<Record<Theme, string>>> {
  const found = source.matchAll(/--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g);
  return new Map([...found].map(([, name = '', light = '', dark = '']) => [name, { light, dark }]));
}

function colour(name: string, theme: Theme): string {
  const token = tokens.get(name);
  if (token === undefined) throw new Error(`tokens.css has no colour --${name}.`);
  return token[theme];
}

/** The contrast ratio of WCAG 2.2, 1 to 21. */
function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
