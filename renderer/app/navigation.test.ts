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
    { page: 'keys' },
    { page: 'keys', name: 'first-lab' },
    { page: 'keys', name: 'first-lab', node: 'kes:my-key' },
    { page: 'objects' },
    { page: 'objects', name: 'first-lab' },
    { page: 'objects', name: 'first-lab', bucket: 'photos' },
    { page: 'objects', name: 'first-lab', bucket: 'photos', prefix: '2026/a&b?c#d%/ü/' },
    { page: 'object', lab: 'first-lab', bucket: 'photos', key: '2026/a&b?c#d%/ü.txt/', versionId: 'null' },
    { page: 'walk', lab: 'first-lab', bucket: 'photos', key: '2026/a&b?c#d%/ü.txt/' },
    { page: 'walk', lab: 'first-lab', bucket: 'photos', key: 'a.txt', versionId: 'null' },
  ];
  expect(routes.map((route) => parseRoute(hashOf(route)))).toEqual(routes);
});

test('an address that no page has leads home', () => {
  expect(
    [
      '',
      '#',
      '#/lab',
      '#/lab/..',
      '#/lab/Not-A-Lab',
      '#/nothing',
      '#/walk/first-lab/photos',
      '#/walk/first-lab/photos/a/b',
      '#/walk/first-lab/photos/%zz',
    ].map((hash) => parseRoute(hash).page),
  ).toEqual(Array.from({ length: 9 }, () => 'home'));
});
