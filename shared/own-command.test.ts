import { expect, test } from 'vitest';
import { asTyped, FROM_CLONE } from './own-command.ts';

test.each([
  ['Start it with `sealab up a`.', 'Start it with `npm run -s sealab -- up a`.'],
  ['Start it: sealab up a', 'Start it: npm run -s sealab -- up a'],
  ['sealab down a', 'npm run -s sealab -- down a'],
  ['first\n  sealab up', 'first\n  npm run -s sealab -- up'],
  ['eval "$(sealab env a)"', 'eval "$(npm run -s sealab -- env a)"'],
  ['npm run -s sealab -- up', 'npm run -s sealab -- up'],
])('%j is typed from a clone as %j, and back', (text, typed) => {
  expect(asTyped(text, FROM_CLONE)).toBe(typed);
  expect(asTyped(typed, 'sealab')).toBe(asTyped(text, 'sealab'));
});

test.each(['sealab: Lab a is stopped.', 'the identity sealab is there', '/home/sealab up/x', 'Sealab up'])(
  '%j names no command and stays',
  (text) => {
    expect(asTyped(text, FROM_CLONE)).toBe(text);
  },
);
