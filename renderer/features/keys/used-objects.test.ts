import { expect, test } from 'vitest';
import { sampleKeys, sampleUse } from './testing/sample-keys.ts';
import { usedObjects } from './used-objects.ts';
import { emptyLog, withBatch } from './uses-log.ts';

test('each bucket tells the object that was used last', () => {
  const graph = sampleKeys(['bucket:a>objects:a', 'bucket:b>objects:b']);
  const uses = ['PUT a/1.txt', 'GET a/2026/q 3.csv', 'LIST a', 'GET c/no.txt'].map((request, index) =>
    sampleUse(String(index), { request }),
  );
  const log = withBatch(emptyLog(0), { uses, lost: 0 });
  expect([...usedObjects(log, graph)]).toEqual([['objects:a', '2026/q 3.csv']]);
});
