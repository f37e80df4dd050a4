import { expect, test } from 'vitest';
import { countNotes } from './count-notes.ts';

const whole = { objects: 1200, looked: 1200, deleted: 0, unreadable: 0, notListed: [] };

test('a whole count says how many it looked at', () => {
  expect(countNotes(whole)).toEqual(['Looked at all 1,200.']);
  expect(countNotes({ ...whole, objects: 1, looked: 1 })).toEqual(['Looked at the only one.']);
  expect(countNotes({ ...whole, objects: 0, looked: 0 })).toEqual(['There is no object.']);
});

test('a count that ends before the last object says where it stopped', () => {
  expect(countNotes({ ...whole, looked: 1000, stoppedAt: 'k.txt' })).toEqual([
    'Looked at the first 1,000 of 1,200; stopped at its limit, at k.txt.',
  ]);
});

test('what is not counted as one or the other is told', () => {
  expect(
    countNotes({
      ...whole,
      deleted: 1,
      unreadable: 2,
      notListed: [{ drive: 'minio2', reason: 'It is gone.' }],
    }).slice(1),
  ).toEqual([
    '1 is only a delete marker.',
    '2 have no readable xl.meta on any drive.',
    'Drive minio2 was not read: It is gone.',
  ]);
});
