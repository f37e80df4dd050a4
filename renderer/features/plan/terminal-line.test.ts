import { expect, test } from 'vitest';
import { upLine } from './terminal-line.ts';

test('the line says what was chosen and nothing else', () => {
  expect(upLine({ name: 'first-lab' })).toBe('npm run -s sealab -- up first-lab');
  expect(
    upLine({ name: 'four-nodes', topology: 'distributed', engine: 'process', encryption: 'sse-kms', kv: 2 }),
  ).toBe('npm run -s sealab -- up four-nodes --topology distributed --engine process --sse kms --kv 2');
});
