import { expect, test } from 'vitest';
import { installError } from './install.mjs';

test.each([
  {
    said: 'npm error code ENOTFOUND\nnpm error errno ENOTFOUND',
    message: /could not be fetched \(ENOTFOUND\)/,
  },
  { said: 'npm error code E503', message: /could not be fetched \(E503\)/ },
  { said: 'npm error code ENOSPC', message: /disk is full/ },
  { said: 'npm error code EUSAGE', message: /npm ci failed \(1\)/ },
])('npm saying "$said" becomes a sentence and a next step', ({ said, message }) => {
  const error = installError(1, said);
  expect(error.message).toMatch(message);
  expect(error.fix).not.toBe('');
  expect(error.exitCode).toBe(1);
});
