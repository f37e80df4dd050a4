import { expect, test } from 'vitest';
import { hashOf, parseRoute, type Route } from './navigation.ts';

test('a route survives the way through the address', () => {
  const routes: Route[] = [
    { page: 'home' },
    { page: 'labs' },
    { page: 'new' },
    { page: 'components' },
    { page: 'engines' },
    { page: 'settings' },
    { page: 'lab', name: 'first-lab' },
  ];
  expect(routes.map((route) => parseRoute(hashOf(route)))).toEqual(routes);
});

test('an address that no page has leads home', () => {
  expect(
    ['', '#', '#/lab', '#/lab/..', '#/lab/Not-A-Lab', '#/nothing'].map((hash) => parseRoute(hash).page),
  ).toEqual(Array.from({ length: 6 }, () => 'home'));
});
