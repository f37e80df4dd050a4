import { expect, it } from 'vitest';
import { CACHE_MS, kesStart } from './cache-state.ts';

const raw = import.meta.glob<string>('/compose/services/kes.yaml', {
  query: '?raw',
  import: 'default',
  eager: true,
});

const ANSWERS = { version: '0.24.0', keystoreReachable: true, keystoreLatencyMs: 1 };

it('the times by which a cache is judged are those of kes.yaml', () => {
  const text = Object.values(raw).join('');
  const found = /expiry:\s+any: 5m0s\s+unused: (\d+)s\s+offline: (\d+)s/.exec(text);
  expect(CACHE_MS).toEqual({
    any: 300_000,
    unused: Number(found?.[1]) * 1_000,
    offline: Number(found?.[2]) * 1_000,
  });
});

it('the start of KES is never later than it was, and each look brings it nearer', () => {
  const startMs = Date.parse('2026-11-22T01:00:00.900Z');
  let known: string | undefined;
  for (let look = 0; look < 40; look += 1) {
    const atMs = startMs + 130 + look * 1_970;
    const value = { ...ANSWERS, uptimeSeconds: Math.floor((atMs - startMs) / 1000) };
    const kes = { value, problem: undefined, at: new Date(atMs).toISOString() };
    const before = known;
    known = kesStart(kes, before);
    expect(Date.parse(known ?? '')).toBeLessThanOrEqual(startMs);
    expect(Date.parse(known ?? '')).toBeGreaterThanOrEqual(
      Math.max(startMs - 1_000, Date.parse(before ?? '0')),
    );
  }
  expect(startMs - Date.parse(known ?? '')).toBeLessThan(100);
});

it('another KES has another start, and one that does not answer has none', () => {
  const at = '2026-11-22T01:10:00.000Z';
  const kes = { value: { ...ANSWERS, uptimeSeconds: 2 }, problem: undefined, at };
  expect(kesStart(kes, '2026-11-22T01:00:00.000Z')).toBe('2026-11-22T01:09:57.000Z');
  expect(kesStart({ value: undefined, problem: 'gone', at }, '2026-11-22T01:00:00.000Z')).toBeUndefined();
});
