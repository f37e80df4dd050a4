import { expect, test } from 'vitest';
import { placeOf, RAIL_PLACES, routeOf } from './rail-places.ts';

test('every page about labs belongs to the first place of the rail', () => {
  expect(placeOf({ page: 'lab', name: 'first-lab' })).toBe('lab');
  expect(placeOf({ page: 'new' })).toBe('lab');
  expect(placeOf({ page: 'home' })).toBe('lab');
});

test('each place leads to a page that belongs to it', () => {
  for (const { id } of RAIL_PLACES) expect(placeOf(routeOf(id, 'first-lab'))).toBe(id);
});

test('the first place leads to the lab that was shown last, or to the start', () => {
  expect(routeOf('lab', 'second')).toEqual({ page: 'lab', name: 'second' });
  expect(routeOf('lab', undefined)).toEqual({ page: 'home' });
});
