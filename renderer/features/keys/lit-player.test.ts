import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EACH_MS, HOLD_MS, LitPlayer } from './lit-player.ts';

let lit: readonly string[];
let isStill: boolean;
let player: LitPlayer;

beforeEach(() => {
  vi.useFakeTimers();
  lit = [];
  isStill = false;
  player = new LitPlayer({
    onLit: (edges) => {
      lit = edges;
    },
    isStill: () => isStill,
  });
});
afterEach(() => {
  vi.useRealTimers();
});

test('a path is lit edge by edge, held, and let go', () => {
  player.play(['a', 'b', 'c']);
  expect(lit).toEqual(['a']);
  vi.advanceTimersByTime(EACH_MS);
  expect(lit).toEqual(['a', 'b']);
  vi.advanceTimersByTime(EACH_MS);
  expect(lit).toEqual(['a', 'b', 'c']);
  vi.advanceTimersByTime(HOLD_MS - 1);
  expect(lit).toEqual(['a', 'b', 'c']);
  vi.advanceTimersByTime(1);
  expect(lit).toEqual([]);
});

test('with reduced motion the whole path goes on and off', () => {
  isStill = true;
  player.play(['a', 'b']);
  expect(lit).toEqual(['a', 'b']);
  vi.advanceTimersByTime(HOLD_MS);
  expect(lit).toEqual([]);
});

test('a path that began gets to its end, then comes the newest', () => {
  player.play(['a', 'b', 'c']);
  player.play(['left-out']);
  player.play(['newest']);
  vi.advanceTimersByTime(2 * EACH_MS);
  expect(lit).toEqual(['a', 'b', 'c']);
  vi.advanceTimersByTime(EACH_MS);
  expect(lit).toEqual(['newest']);
  vi.advanceTimersByTime(HOLD_MS);
  expect(lit).toEqual([]);
});

test('a path that is pointed at stays lit, and nothing else is lit meanwhile', () => {
  player.point(['a', 'b']);
  player.play(['c']);
  vi.advanceTimersByTime(10 * HOLD_MS);
  expect(lit).toEqual(['a', 'b']);
  player.point(undefined);
  expect(lit).toEqual([]);
});
