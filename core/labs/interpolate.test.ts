import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { escapeQuoted, interpolate } from './interpolate.ts';

describe('a template', () => {
  it.each([
    ['${NAME}', { NAME: 'value' }, 'value'],
    ['${NAME:-other}', { NAME: 'value' }, 'value'],
    ['${NAME:-other}', {}, 'other'],
    ['${NAME:-other}', { NAME: '' }, 'other'],
    ['${NAME:-}', {}, ''],
    ['${NAME}', { NAME: '' }, ''],
    ['a${A}b${B:-c}d', { A: '1' }, 'a1bcd'],
    ['https://${KES_PEER:-kes:7373}', {}, 'https://kes:7373'],
    ['$NAME and {NAME} and $', { NAME: 'x' }, '$NAME and {NAME} and $'],
  ] as const)('%s with %o becomes %s', (text, variables, expected) => {
    expect(interpolate(text, variables)).toBe(expected);
  });

  it('that names what has no value is an error that names it', () => {
    expect(() => interpolate('${KES_ROLE_ID}', {})).toThrow(/KES_ROLE_ID/);
  });

  it('does not fill in what a value brings along', () => {
    expect(interpolate('${A}', { A: '${B}', B: 'no' })).toBe('${B}');
    expect(interpolate('${A}', { A: "$& $1 $' $$" })).toBe("$& $1 $' $$");
  });
});

/** What HCL and YAML both read between double quotes: JSON's escapes. HCL also looks for `${` before it does. */
function readQuoted(quoted: string): unknown {
  expect(quoted).not.toContain('${');
  return JSON.parse(quoted);
}

describe('a value between double quotes', () => {
  const nasty = fc.oneof(
    fc.string(),
    fc.string({
      unit: fc.constantFrom('"', '\\', '$', '{', '}', '%', '\n', '\t', ' ', "'", 'a', 'ä', '/', '\u2028'),
    }),
    fc.constantFrom('/home/a "b"/c', 'C:\\lab\\new', '/home/${x}/y', '$${z}', '%{if}', '\u0000\u0007'),
  );

  it('comes back as it was, whatever is in it', () => {
    fc.assert(
      fc.property(nasty, (value) => {
        const text = interpolate('key: "${PATH_TO}/file"', { PATH_TO: value }, escapeQuoted);
        expect(readQuoted(text.slice('key: '.length))).toBe(`${value}/file`);
        expect(parse(text)).toEqual({ key: `${value}/file` });
      }),
      { numRuns: 500 },
    );
  });
});
