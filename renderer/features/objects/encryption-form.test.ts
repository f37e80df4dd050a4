import { expect, test } from 'vitest';
import { type EncryptionForm, encryptionOf, formProblem, parseContext } from './encryption-form.ts';

const FORM: EncryptionForm = {
  kind: 'sse-kms',
  keyName: 'my-key',
  context: '',
  customerKey: '',
  newCustomerKey: '',
};

test('a context is read from pairs, and a pair without a name is refused', () => {
  expect(parseContext('case=4711, year = 2026,')).toEqual({ case: '4711', year: '2026' });
  expect(parseContext('a=b=c')).toEqual({ a: 'b=c' });
  expect([parseContext('case'), parseContext('=1'), parseContext('a=1,a=2')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('an empty context is not sent', () => {
  expect(encryptionOf(FORM)).toEqual({ kind: 'sse-kms', keyName: 'my-key' });
  expect(encryptionOf({ ...FORM, context: 'a=1' })).toMatchObject({ context: { a: '1' } });
});

test('what is missing is said', () => {
  expect(formProblem({ ...FORM, keyName: ' ' })).toMatch(/needs the name/);
  expect(formProblem({ ...FORM, context: 'x' })).toMatch(/name=value/);
  expect(formProblem({ ...FORM, kind: 'sse-c' })).toMatch(/customer key/);
  expect(formProblem({ ...FORM, kind: 'sse-c', newCustomerKey: 'mine' })).toBeUndefined();
});
