import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toSealabError } from '../errors.ts';
import { Secret } from '../secret.ts';
import { decodeFrame, encodeFrame } from './wire.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

/** What a frame is at the other end of a wire. */
const across = (frame: unknown): unknown => decodeFrame(encodeFrame(frame));

function codeOf(message: unknown): string {
  try {
    decodeFrame(message);
    return 'read';
  } catch (thrown) {
    return toSealabError(thrown).code;
  }
}

/** A message with this header and these bytes behind it. */
function message(header: unknown, rest: Uint8Array = bytes()): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const made = new Uint8Array(4 + text.length + rest.length);
  new DataView(made.buffer).setUint32(0, text.length, true);
  made.set(text, 4);
  made.set(rest, 4 + text.length);
  return made;
}

describe('a frame', () => {
  test('without bytes is the JSON text that it always was', () => {
    const frame = { type: 'result', id: 1, value: { list: [1, null, 'a'], absent: undefined } };
    expect(encodeFrame(frame)).toBe(JSON.stringify(frame));
  });

  test('with bytes at several depths arrives as it was, empty bytes too', () => {
    const frame = {
      type: 'result',
      value: { bytes: bytes(1, 2, 3), list: [{ at: bytes() }, null, bytes(255)], text: 'null' },
    };
    expect(across(frame)).toEqual(frame);
  });

  test('keeps a key that is named like the prototype', () => {
    const frame: unknown = JSON.parse('{"__proto__":{"x":1},"b":{}}');
    const withBytes = Object.fromEntries([...Object.entries(Object(frame)), ['bytes', bytes(7)]]);
    const back = Object(across(withBytes));
    expect(Object.keys(back)).toEqual(['__proto__', 'b', 'bytes']);
    expect(Object.hasOwn(back, 'x') || 'x' in back).toBe(false);
  });

  test('never shows a secret, beside bytes either', () => {
    expect(across({ token: new Secret('hunter2'), bytes: bytes(1) })).toEqual({
      token: '[secret]',
      bytes: bytes(1),
    });
  });

  test('holds no bytes of its neighbours: a view of a larger buffer is cut out', () => {
    const large = Uint8Array.from({ length: 1000 }, () => 9);
    const sent = encodeFrame({ value: large.subarray(10, 12) });
    expect(sent).toBeInstanceOf(Uint8Array);
    expect(sent.length).toBeLessThan(100);
  });

  test('that has no JSON throws, with or without bytes', () => {
    const circle: Record<string, unknown> = { bytes: bytes(1) };
    circle['self'] = [circle, circle];
    expect(() => encodeFrame(circle)).toThrow(TypeError);
    expect(() => encodeFrame({ n: 1n, bytes: bytes(1) })).toThrow(TypeError);
    expect(() => encodeFrame(bytes(1))).toThrow('where none can be');
  });

  test('of any form arrives as it was', () => {
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.jsonValue(),
        fc.uint8Array({ maxLength: 50 }),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(value, (inner) => {
        const frame = { type: 'chunk', value: inner };
        expect(normal(across(frame))).toEqual(normal(JSON.parse(JSON.stringify(frame, hex))));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a message', () => {
  test.each([
    ['is nothing', undefined],
    ['is a number', 1],
    ['is a text that is no JSON', '{'],
    ['is empty', bytes()],
    ['is shorter than a length', bytes(1, 2)],
    ['has a header that ends behind it', bytes(255, 255, 255, 255, 1)],
    ['has a header that is no JSON', message('{')],
    ['has a header that is no UTF-8', bytes(2, 0, 0, 0, 0xc3, 0x28)],
    ['has a list for a header', message([])],
    ['has no bytes at all', message({ frame: {}, bytes: [] })],
    ['has a field too many', message({ frame: { a: null }, bytes: [{ path: ['a'], length: 0 }], x: 1 })],
    ['has a negative length', message({ frame: { a: null }, bytes: [{ path: ['a'], length: -1 }] })],
    [
      'has bytes that end too early',
      message({ frame: { a: null }, bytes: [{ path: ['a'], length: 2 }] }, bytes(1)),
    ],
    [
      'has bytes that belong nowhere',
      message({ frame: { a: null }, bytes: [{ path: ['a'], length: 1 }] }, bytes(1, 2)),
    ],
    ['puts bytes on the frame itself', message({ frame: null, bytes: [{ path: [], length: 0 }] })],
    ['puts bytes where something is', message({ frame: { a: 1 }, bytes: [{ path: ['a'], length: 0 }] })],
    ['puts bytes where nothing is', message({ frame: {}, bytes: [{ path: ['a'], length: 0 }] })],
    [
      'puts bytes twice in one place',
      message({
        frame: { a: null },
        bytes: [
          { path: ['a'], length: 0 },
          { path: ['a'], length: 0 },
        ],
      }),
    ],
    ['puts bytes into a text', message({ frame: { a: 'b' }, bytes: [{ path: ['a', 0], length: 0 }] })],
    [
      'puts bytes behind a list',
      message({ frame: { a: [] }, bytes: [{ path: ['a', 'length'], length: 0 }] }),
    ],
    ['puts bytes on the prototype', message({ frame: {}, bytes: [{ path: ['__proto__'], length: 0 }] })],
    [
      'goes through the prototype',
      message({ frame: { a: null }, bytes: [{ path: ['constructor', 'prototype'], length: 0 }] }),
    ],
  ])('that %s is a protocol error', (_what, wrong) => {
    expect(codeOf(wrong)).toBe('protocol');
  });

  test('that was damaged anywhere is read or a protocol error, and never anything else', () => {
    const good = encodeFrame({ type: 'chunk', id: 1, value: [bytes(1, 2, 3), { more: bytes(4) }] });
    if (typeof good === 'string') throw new Error('There are bytes in it.');
    const ends = { read: 0, protocol: 0 };
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: good.length - 1 }), fc.nat({ max: 255 })), {
          minLength: 1,
          maxLength: 2,
        }),
        fc.constantFrom(0, 0, 0, 0, -1, 1, -3),
        (changes, more) => {
          const broken = new Uint8Array(good.length + more);
          broken.set(good.subarray(0, broken.length));
          for (const [at, value] of changes) broken[at] = value;
          const code = codeOf(broken);
          expect(['read', 'protocol']).toContain(code);
          ends[code === 'read' ? 'read' : 'protocol'] += 1;
        },
      ),
      { numRuns: 10_000 },
    );
    // Both ends are reached, so the changes are neither all harmless nor all fatal.
    expect(Math.min(ends.read, ends.protocol)).toBeGreaterThan(50);
  }, 30_000);
});

function hex(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? `bytes ${[...value].join()}` : value;
}

/** Compares what crossed with what JSON would make of it, with bytes as a text. */
function normal(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, hex));
}
