import { expect, test } from 'vitest';
import type { LabEvent } from '#shared/contract/events.ts';
import { joinLines, linesOf, MOST_LINES } from './log-lines.ts';

const event = (change: Partial<LabEvent>): LabEvent => ({
  at: '2026-11-21T09:41:12.000Z',
  source: 'log',
  service: 'kes',
  text: 'a line',
  level: 'info',
  heartbeat: false,
  ...change,
});

test('the log of a service holds its own lines only, with the time that they bear themselves', () => {
  const events = [
    event({ isStampGuessed: true }),
    event({ service: 'vault', text: 'of another' }),
    event({ source: 'action', text: 'of Sealab' }),
    event({ text: '[INFO]  core: sealed' }),
  ];
  expect(linesOf(events, 'kes')).toEqual(['a line', '2026-11-21T09:41:12.000Z [INFO]  core: sealed']);
});

test('what was there and what came since are one text without doubles', () => {
  expect(joinLines(['a', 'b', 'c'], ['b', 'c', 'd'])).toEqual(['a', 'b', 'c', 'd']);
  expect(joinLines(['a', 'b', 'c'], ['b'])).toEqual(['a', 'b', 'c']);
  expect(joinLines(['a', '', 'b'], ['c'])).toEqual(['a', 'b', 'c']);
  expect(joinLines([], ['c'])).toEqual(['c']);
  expect(joinLines(['a', 'x', 'a'], ['a', 'b'])).toEqual(['a', 'x', 'a', 'b']);
});

test('of a long log the newest lines stay', () => {
  const many = Array.from({ length: MOST_LINES + 5 }, (_, index) => `line ${index}`);
  expect(joinLines(['first'], many)).toHaveLength(MOST_LINES);
  expect(joinLines(['first'], many).at(-1)).toBe(many.at(-1));
});
