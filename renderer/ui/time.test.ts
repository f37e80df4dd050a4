import { expect, test } from 'vitest';
import {
  formatAge,
  formatClock,
  formatDay,
  formatDuration,
  formatEstimate,
  formatTimeOfDay,
  withLocalTimes,
} from './time.ts';

test('a short duration is in milliseconds, a longer one in seconds, then in minutes and seconds', () => {
  expect([0, 48.4, 499, 500, 1900, 9949, 9950, 34_000, 725_000, 3_725_000].map(formatDuration)).toEqual([
    '0 ms',
    '48 ms',
    '499 ms',
    '0.5 s',
    '1.9 s',
    '9.9 s',
    '0:09',
    '0:34',
    '12:05',
    '1:02:05',
  ]);
});

test('a clock never shows a negative time', () => {
  expect(formatClock(-20)).toBe('0:00');
});

test('an age counts up from now to days', () => {
  expect([-5, 0, 12_000, 59_999, 60_000, 7_200_000, 200_000_000].map(formatAge)).toEqual([
    'now',
    'now',
    '12 s ago',
    '59 s ago',
    '1 min ago',
    '2 h ago',
    '2 d ago',
  ]);
});

test('an estimate is rounded, so that it does not pretend', () => {
  expect([0.2, 4, 43, 89, 372].map(formatEstimate)).toEqual([
    '1 s',
    '4 s',
    'about 40 s',
    'about 90 s',
    'about 6 min',
  ]);
});

test('a date inside a text becomes the local time, with its day where that is another one', () => {
  const iso = '2026-11-21T09:41:12.345Z';
  expect(withLocalTimes(`proven ${iso}`, new Date(iso))).toBe(`proven ${formatTimeOfDay(iso)}`);
  expect(withLocalTimes(`proven ${iso}`, new Date('2026-12-24T12:00:00Z'))).toBe(`proven ${formatDay(iso)}`);
  expect(withLocalTimes('364 d left')).toBe('364 d left');
});
