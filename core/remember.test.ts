import { describe, expect, it } from 'vitest';
import { remember } from './remember.ts';

describe('a remembered reading', () => {
  it('is done once for the same text, and anew for another', () => {
    const read: string[] = [];
    const length = remember(2, (text) => {
      read.push(text);
      return { length: text.length };
    });
    expect(length('one')).toBe(length('one'));
    expect(length('three')).toEqual({ length: 5 });
    expect(read).toEqual(['one', 'three']);
  });

  it('keeps no more than it may, and what was asked for last', () => {
    const read: string[] = [];
    const same = remember(2, (text) => {
      read.push(text);
      return text;
    });
    for (const text of ['a', 'b', 'a', 'c', 'a', 'b']) same(text);
    expect(read).toEqual(['a', 'b', 'c', 'b']);
  });

  it('that fails is tried again', () => {
    let attempts = 0;
    const fragile = remember(2, (text) => {
      attempts += 1;
      if (attempts === 1) throw new Error('torn');
      return text;
    });
    expect(() => fragile('x')).toThrow('torn');
    expect(fragile('x')).toBe('x');
  });
});
