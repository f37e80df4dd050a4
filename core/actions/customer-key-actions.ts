import { z } from 'zod';
import { SealabError } from '#shared/errors.ts';
import { Secret } from '#shared/secret.ts';
import { toBase64 } from '../bytes.ts';
import { customerKeyFile, customerKeyText } from '../labs/customer-key-files.ts';
import { readSecrets, writeSecrets } from '../labs/secrets-file.ts';
import type { LabSession } from '../labs/session.ts';
import { quoteForShell } from '../labs/shell-words.ts';
import { customerKeyOf } from '../objects/open-store.ts';
import { register } from './register.ts';

/** AES-256, as SSE-C asks for. */
const KEY_BYTES = 32;

/** Also the name of a file in the lab's shell folder. */
export const CustomerKeyName = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/,
    'A customer key’s name has 1 to 40 small letters, digits and hyphens.',
  );

/** No server knows a customer key, so no client of a server makes or removes one. */
export const createCustomerKey = register({
  id: 'customer-key.create',
  title: 'Create a customer key',
  input: z.strictObject({ name: CustomerKeyName }),
  commands: (lab, { name }) => [`sealab action run ${lab} customer-key.create name=${quoteForShell(name)}`],
  apply: async ({ session }, { name }) => {
    const secrets = session.requireSecrets();
    if (Object.hasOwn(secrets.customerKeys ?? {}, name)) {
      throw new SealabError('already-exists', `Lab ${session.lab} has a customer key “${name}” already.`, {
        fix: 'Use it, or take another name.',
      });
    }
    const key = new Secret(toBase64(session.ports.crypto.randomBytes(KEY_BYTES)));
    session.secrets = { ...secrets, customerKeys: { ...secrets.customerKeys, [name]: key } };
    await writeSecrets(session.folder, session.secrets);
    await session.folder.write(customerKeyFile(name), customerKeyText(key));
  },
  verify: async ({ session }, { name }) => {
    const isKept = await isKeptInFile(session, name);
    return {
      ok: isKept,
      evidence: isKept ? `secrets.json has ${KEY_BYTES} bytes as ${name}` : `no ${name} in secrets.json`,
    };
  },
  undo: ({ name }) => ({ action: 'customer-key.remove', input: { name } }),
});

export const removeCustomerKey = register({
  id: 'customer-key.remove',
  title: 'Remove a customer key',
  input: z.strictObject({ name: CustomerKeyName }),
  commands: (lab, { name }) => [`sealab action run ${lab} customer-key.remove name=${quoteForShell(name)}`],
  warning: ({ name }) =>
    `The key ${name} goes. Objects under it stay on the drives, and nobody can read them any more: the lab has the only copy, and no server knows it.`,
  apply: async ({ session }, { name }) => {
    const secrets = session.requireSecrets();
    customerKeyOf(session.lab, secrets, name);
    const { [name]: _removed, ...left } = secrets.customerKeys ?? {};
    session.secrets = { ...secrets, customerKeys: left };
    await session.folder.remove(customerKeyFile(name));
    await writeSecrets(session.folder, session.secrets);
  },
  verify: async ({ session }, { name }) => {
    const isKept = await isKeptInFile(session, name);
    return {
      ok: !isKept,
      evidence: isKept ? `secrets.json still has ${name}` : `no ${name} in secrets.json`,
    };
  },
});

async function isKeptInFile(session: LabSession, name: string): Promise<boolean> {
  return Object.hasOwn((await readSecrets(session.folder))?.customerKeys ?? {}, name);
}
