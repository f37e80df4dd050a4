import { expect, test } from 'vitest';
import { PullProgress } from './registry-pull-progress.ts';

const digest = `sha256:${'a'.repeat(64)}`;

function lines(...entries: readonly object[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\r\n`).join('');
}

const stream = lines(
  { status: 'Pulling from hashicorp/vault', id: '1.18.0' },
  { status: 'Already exists', progressDetail: {}, id: 'aaa' },
  { status: 'Pulling fs layer', progressDetail: {}, id: 'bbb' },
  { status: 'Pulling fs layer', progressDetail: {}, id: 'ccc' },
  { status: 'Downloading', progressDetail: { current: 10, total: 100 }, progress: '[=> ] – é', id: 'bbb' },
  { status: 'Downloading', progressDetail: { current: 5, total: 50 }, id: 'ccc' },
);

test('bytes are summed over all layers, and the layer that is at work is counted', () => {
  const progress = new PullProgress();
  progress.read(stream);
  expect(progress.report()).toEqual({ detail: 'layer 2 of 3', done: 15, total: 150, unit: 'bytes' });
  progress.read(lines({ status: 'Download complete', progressDetail: {}, id: 'ccc' }));
  expect(progress.report()).toEqual({ detail: 'layer 3 of 3', done: 60, total: 150, unit: 'bytes' });
  progress.read(lines({ status: 'Verifying Checksum', progressDetail: {}, id: 'bbb' }));
  progress.read(lines({ status: 'Extracting', progressDetail: { current: 1, total: 100 }, id: 'bbb' }));
  expect(progress.report()).toMatchObject({ detail: 'unpacking layer 2 of 3', done: 150, total: 150 });
  progress.read(lines({ status: 'Pull complete', id: 'bbb' }, { status: 'Pull complete', id: 'ccc' }));
  progress.read(lines({ status: `Digest: ${digest}` }, { status: 'Status: Downloaded newer image' }));
  expect(progress.report()).toMatchObject({ detail: 'unpacking layer 3 of 3', done: 150, total: 150 });
  expect(progress.digest).toBe(digest);
  expect(progress.error).toBeUndefined();
});

test('the stream reads the same wherever it is cut, also inside a letter', () => {
  const whole = new PullProgress();
  whole.read(stream);
  const bytes = Buffer.from(stream);
  for (let at = 0; at <= bytes.length; at += 1) {
    const cut = new PullProgress();
    cut.read(bytes.subarray(0, at));
    cut.read(bytes.subarray(at));
    expect(cut.report()).toEqual(whole.report());
  }
});

test('an error inside the stream is kept, also in a last line without its newline', () => {
  const progress = new PullProgress();
  progress.read(stream);
  progress.read('{"errorDetail":{"message":"unexpected EOF"},"error":"unexpected EOF"}');
  expect(progress.error).toBeUndefined();
  progress.end();
  expect(progress.error).toBe('unexpected EOF');
});

test('a connection that breaks is told with the seconds until the next try, and what was fetched starts anew', () => {
  const progress = new PullProgress();
  progress.read(stream);
  progress.read(lines({ status: 'Retrying in 5 seconds', progressDetail: {}, id: 'bbb' }));
  expect(progress.isBroken).toBe(true);
  expect(progress.report()).toEqual({
    detail: 'the connection broke; Docker tries again in 5 s',
    done: 5,
    total: 150,
    unit: 'bytes',
  });
  progress.read(lines({ status: 'Downloading', progressDetail: { current: 30, total: 100 }, id: 'bbb' }));
  expect(progress.isBroken).toBe(false);
  expect(progress.report()).toMatchObject({ detail: 'layer 2 of 3', done: 35 });
});

test('an image that is here already has a digest and no layers', () => {
  const progress = new PullProgress();
  progress.read(lines({ status: 'Pulling from x/y', id: '1' }, { status: `Digest: ${digest}` }));
  expect(progress.report()).toEqual({ detail: 'the registry answers' });
  expect(progress.digest).toBe(digest);
});

test.each(['<html>502 Bad Gateway</html>\n', '{"status":5}\n', '[1]\n'])(
  '%j is no line of a pull',
  (text) => {
    expect(() => new PullProgress().read(text)).toThrow();
  },
);
