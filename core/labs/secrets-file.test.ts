// oxlint-disable-next-line no-restricted-imports -- what Node prints of a secret is what is tested
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toSealabError, toWire } from '#shared/errors.ts';
import { Secret } from '#shared/secret.ts';
import { FakeLabStore } from '../testing/fake-lab-store.ts';
import { type LabSecrets, readSecrets, SECRETS_FILE, writeSecrets } from './secrets-file.ts';

const VALUE = 'hvs.very-secret-value';

function secretsOf(value: string): LabSecrets {
  return {
    rootUser: 'sealab-admin',
    rootPassword: new Secret(value),
    vault: {
      shares: [new Secret(`${value}1`), new Secret(`${value}2`)],
      threshold: 2,
      rootToken: new Secret(`${value}3`),
    },
    keyStore: { roleId: 'role', secretId: new Secret(`${value}4`), productToken: new Secret(`${value}5`) },
    customerKeys: { carol: new Secret(`${value}6`) },
  };
}

const reveal = (secrets: LabSecrets | undefined): unknown => ({
  password: secrets?.rootPassword.reveal(),
  shares: secrets?.vault?.shares.map((share) => share.reveal()),
  rootToken: secrets?.vault?.rootToken.reveal(),
  secretId: secrets?.keyStore?.secretId.reveal(),
  productToken: secrets?.keyStore?.productToken.reveal(),
  customerKeys: Object.entries(secrets?.customerKeys ?? {}).map(([name, key]) => [name, key.reveal()]),
});

async function errorOf(text: string): Promise<ReturnType<typeof toSealabError>> {
  const folder = new FakeLabStore().folder('demo');
  await folder.write(SECRETS_FILE, text);
  return toSealabError(await readSecrets(folder).catch((thrown: unknown) => thrown));
}

describe('the file of secrets', () => {
  it('gives back what was written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (value) => {
        const folder = new FakeLabStore().folder('demo');
        await writeSecrets(folder, secretsOf(value));
        expect(reveal(await readSecrets(folder))).toEqual(reveal(secretsOf(value)));
      }),
    );
  });

  it('gives back a lab that has no Vault yet', async () => {
    const folder = new FakeLabStore().folder('demo');
    await writeSecrets(folder, { rootUser: 'u', rootPassword: new Secret('p') });
    expect(await readSecrets(folder)).toEqual({ rootUser: 'u', rootPassword: new Secret('p') });
  });

  it('of a time without customer keys is read as it is', async () => {
    const folder = new FakeLabStore().folder('demo');
    await folder.write(SECRETS_FILE, '{"schema":1,"rootUser":"u","rootPassword":"p"}');
    expect(await readSecrets(folder)).not.toHaveProperty('customerKeys');
  });

  it('that is not there is no error', async () => {
    expect(await readSecrets(new FakeLabStore().folder('demo'))).toBeUndefined();
  });

  it('of a newer Sealab is left alone', async () => {
    expect(await errorOf('{ "schema": 2, "new": true }')).toMatchObject({ code: 'newer-version' });
  });

  it('is never quoted in an error, wherever it is damaged', async () => {
    const folder = new FakeLabStore().folder('demo');
    await writeSecrets(folder, secretsOf(VALUE));
    const text = (await folder.read(SECRETS_FILE)) ?? '';
    const damaged = [
      ...Array.from({ length: Math.floor(text.length / 7) }, (_, index) => text.slice(0, index * 7)),
      text.replaceAll('"shares"', `"${VALUE}": 1, "shares"`),
      text.replace('"rootUser"', `"other"`),
      `${VALUE}${text}`,
      JSON.stringify(VALUE),
      text.replace(`"${VALUE}"`, `["${VALUE}"]`),
    ];
    for (const content of damaged) {
      const error = await errorOf(content);
      expect(error.code, content.slice(0, 40)).toBe('damaged-file');
      expect(inspect(error, { depth: 9 }) + JSON.stringify(toWire(error))).not.toContain(VALUE);
      expect(error.message).toContain(SECRETS_FILE);
    }
  });
});

describe('a secret', () => {
  it('shows itself to nobody who does not ask for it', () => {
    const secrets = secretsOf(VALUE);
    const shown = [
      JSON.stringify(secrets),
      inspect(secrets, { depth: 9, showHidden: true }),
      String(secrets.rootPassword),
      ''.concat(String(secrets.rootPassword)),
    ];
    expect(shown.join('\n')).not.toContain(VALUE);
    expect(JSON.stringify(Object.entries(secrets.rootPassword))).toBe('[]');
    expect(secrets.rootPassword.reveal()).toBe(VALUE);
  });
});
