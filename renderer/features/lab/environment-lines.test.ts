import { expect, test } from 'vitest';
import { environmentLine, exportLines, isSecretVariable } from './environment-lines.ts';

test('each variable becomes one export line', () => {
  const variables = [
    { name: 'VAULT_ADDR', value: 'https://127.0.0.1:8200' },
    { name: 'PATH', value: '/a b:$PATH"`\\' },
  ];
  expect(exportLines(variables)).toBe(
    'export VAULT_ADDR="https://127.0.0.1:8200"\nexport PATH="/a b:\\$PATH\\"\\`\\\\"',
  );
});

test('secrets are never among the lines that are copied', () => {
  const secrets = ['VAULT_TOKEN', 'AWS_SECRET_ACCESS_KEY', 'WARP_SECRET_KEY'].map((name) => ({
    name,
    value: 'hunter2',
  }));
  expect(exportLines(secrets)).toBe('');
});

test('a path to a key and the name of a key are no secrets', () => {
  const names = ['KES_CLIENT_KEY', 'SEALAB_KEY', 'AWS_ACCESS_KEY_ID', 'SEALAB_SHARES'];
  expect(names.filter((name) => isSecretVariable({ name, value: '' }))).toEqual([]);
});

test('the line names the lab', () => {
  expect(environmentLine('first-lab')).toBe('eval "$(npm run -s sealab -- env first-lab)"');
});
