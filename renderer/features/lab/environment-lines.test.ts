import { expect, test } from 'vitest';
import { environmentLine, exportLines } from './environment-lines.ts';

test('each variable becomes one export line', () => {
  const variables = [
    { name: 'VAULT_ADDR', value: 'https://127.0.0.1:8200' },
    { name: 'PATH', value: '/a b:$PATH"`\\' },
  ];
  expect(exportLines(variables)).toBe(
    'export VAULT_ADDR="https://127.0.0.1:8200"\nexport PATH="/a b:\\$PATH\\"\\`\\\\"',
  );
});

test('a secret is not among the lines that are copied', () => {
  expect(exportLines([{ name: 'VAULT_TOKEN', secretId: 'vault-product-token' }])).toBe('');
});

test('the line names the lab', () => {
  expect(environmentLine('first-lab')).toBe('eval "$(npm run -s sealab -- env first-lab)"');
});
