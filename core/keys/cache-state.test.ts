import { expect, it } from 'vitest';
import { CACHE_MS } from './cache-state.ts';

const raw = import.meta.glob<string>('/compose/services/kes.yaml', {
  query: '?raw',
  import: 'default',
  eager: true,
});

it('the times by which a cache is judged are those of kes.yaml', () => {
  const text = Object.values(raw).join('');
  const found = /expiry:\s+any: 5m0s\s+unused: (\d+)s\s+offline: (\d+)s/.exec(text);
  expect(CACHE_MS).toEqual({
    any: 300_000,
    unused: Number(found?.[1]) * 1_000,
    offline: Number(found?.[2]) * 1_000,
  });
});
