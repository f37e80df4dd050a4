import { z } from 'zod';
import { SealabError } from '#shared/errors.ts';
import { register } from './register.ts';

/** KES takes these and no others (kes `internal/api`): no dots, no slashes. */
export const KeyName = z
  .string()
  .regex(
    /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,78}[A-Za-z0-9_])?$/,
    'A key name has 1 to 80 letters, digits, - and _; - not first or last.',
  );

export const createKey = register({
  id: 'key.create',
  title: 'Create a KES key',
  input: z.strictObject({ key: KeyName }),
  commands: (_lab, { key }) => [`kes key create ${key}`],
  apply: async ({ clients }, { key }, { signal }) => {
    const outcome = await clients.kes.createKey(key, signal);
    if (outcome === 'exists') {
      throw new SealabError('already-exists', `KES has a key “${key}” already.`, {
        fix: 'Use it, or take another name.',
      });
    }
  },
  verify: async ({ clients }, { key }, signal) => {
    const keys = await clients.kes.listKeys(signal);
    return { ok: keys.includes(key), evidence: `keys: ${keys.join(', ')}` };
  },
});
