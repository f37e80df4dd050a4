import { expect, test } from 'vitest';
import { sampleUse } from './testing/sample-keys.ts';
import {
  emptyLog,
  forgottenOf,
  lastRequest,
  MOST_KEPT,
  rowsOf,
  type UsesLog,
  withBatch,
  withGap,
} from './uses-log.ts';

const WANTED = { foldsHeartbeats: true, edges: undefined };

function logOf(...ids: string[]): UsesLog {
  const uses = ids.map((id) => sampleUse(id, { isHeartbeat: id.startsWith('beat') }));
  return withBatch(emptyLog(0), { uses, lost: 0 });
}

test('the newest event is on top', () => {
  expect(rowsOf(logOf('a', 'b', 'c'), WANTED).map(({ id }) => id)).toEqual(['c', 'b', 'a']);
});

test('heartbeats that follow each other are one row, and keep its name while they grow', () => {
  const log = logOf('a', 'beat-1', 'beat-2', 'b');
  const rows = rowsOf(log, WANTED);
  expect(rows.map(({ kind }) => kind)).toEqual(['use', 'fold', 'use']);
  expect(rows[1]).toMatchObject({ id: 'fold beat-1', uses: [{ id: 'beat-2' }, { id: 'beat-1' }] });
  const grown = logOf('a', 'beat-1', 'beat-2', 'beat-3');
  expect(rowsOf(grown, WANTED)[0]?.id).toBe('fold beat-1');
});

test('unfolded, each heartbeat has a row', () => {
  expect(rowsOf(logOf('beat-1', 'beat-2'), { ...WANTED, foldsHeartbeats: false })).toHaveLength(2);
});

test('what a stream tells again after it began anew is not told twice', () => {
  const log = withBatch(logOf('a', 'b'), { uses: [sampleUse('b'), sampleUse('c')], lost: 0 });
  expect(log.entries.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  expect(log.total).toBe(3);
});

test('lost events are counted and stand where they are missing', () => {
  const log = withBatch(logOf('a'), { uses: [sampleUse('b')], lost: 412 });
  expect(log.lost).toBe(412);
  expect(rowsOf(log, WANTED)[1]).toMatchObject({
    kind: 'gap',
    text: '412 events are lost here: they came faster than they were read',
  });
});

test('a time in which nobody listened is a gap, but not before the first event', () => {
  expect(withGap(emptyLog(0), 'Not followed').entries).toEqual([]);
  const once = withGap(logOf('a'), 'Not followed');
  expect(withGap(once, 'Not followed').entries).toHaveLength(2);
});

test('the log forgets the oldest and still counts them', () => {
  const ids = Array.from({ length: MOST_KEPT + 50 }, (_, index) => `use-${index}`);
  const log = logOf(...ids);
  expect(log.entries).toHaveLength(MOST_KEPT);
  expect(log.entries[0]?.id).toBe('use-50');
  expect(log.total).toBe(MOST_KEPT + 50);
  expect(forgottenOf(log)).toBe(50);
});

test('only events of the wanted edges are listed', () => {
  const uses = [sampleUse('a', { edges: ['x'] }), sampleUse('b', { edges: ['y'] }), sampleUse('c')];
  const log = withBatch(emptyLog(0), { uses, lost: 0 });
  expect(rowsOf(log, { ...WANTED, edges: new Set(['y']) }).map(({ id }) => id)).toEqual(['b']);
});

test('the last request is the newest that used a key and is no heartbeat', () => {
  const uses = [
    sampleUse('a', { edges: ['x'] }),
    sampleUse('b'),
    sampleUse('c', { edges: ['x'], isHeartbeat: true }),
  ];
  expect(lastRequest(withBatch(emptyLog(0), { uses, lost: 0 }))?.id).toBe('a');
  expect(lastRequest(emptyLog(0))).toBeUndefined();
});
