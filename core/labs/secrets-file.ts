import { z } from 'zod';
import { SealabError } from '#shared/errors.ts';
import { Secret } from '#shared/secret.ts';
import type { LabFolder } from '../ports/lab-store.ts';

export const SECRETS_FILE = 'secrets.json';

const Stored = z.strictObject({
  schema: z.literal(1),
  rootUser: z.string(),
  rootPassword: z.string(),
  vault: z
    .strictObject({ shares: z.array(z.string()), threshold: z.number(), rootToken: z.string() })
    .optional(),
  keyStore: z.strictObject({ roleId: z.string(), secretId: z.string(), productToken: z.string() }).optional(),
  /** Keys of SSE-C by name, 32 bytes in base64. */
  customerKeys: z.record(z.string(), z.string()).optional(),
});

/** The secret values of one lab. They leave this module only as `Secret`. */
export interface LabSecrets {
  readonly rootUser: string;
  readonly rootPassword: Secret;
  readonly vault?: {
    readonly shares: readonly Secret[];
    readonly threshold: number;
    readonly rootToken: Secret;
  };
  readonly keyStore?: { readonly roleId: string; readonly secretId: Secret; readonly productToken: Secret };
  /** Keys of SSE-C by name, 32 bytes in base64. */
  readonly customerKeys?: Readonly<Record<string, Secret>>;
}

/** undefined where there is no file; throws `damaged-file` or `newer-version`. */
export async function readSecrets(folder: LabFolder): Promise<LabSecrets | undefined> {
  const text = await folder.read(SECRETS_FILE);
  if (text === undefined) return undefined;
  const stored = parse(text, `${folder.path}/${SECRETS_FILE}`);
  return {
    rootUser: stored.rootUser,
    rootPassword: new Secret(stored.rootPassword),
    ...(stored.vault === undefined
      ? {}
      : {
          vault: {
            shares: stored.vault.shares.map((share) => new Secret(share)),
            threshold: stored.vault.threshold,
            rootToken: new Secret(stored.vault.rootToken),
          },
        }),
    ...(stored.keyStore === undefined
      ? {}
      : {
          keyStore: {
            roleId: stored.keyStore.roleId,
            secretId: new Secret(stored.keyStore.secretId),
            productToken: new Secret(stored.keyStore.productToken),
          },
        }),
    ...(stored.customerKeys === undefined
      ? {}
      : { customerKeys: mapValues(stored.customerKeys, (value) => new Secret(value)) }),
  };
}

export async function writeSecrets(folder: LabFolder, secrets: LabSecrets): Promise<void> {
  const stored: z.infer<typeof Stored> = {
    schema: 1,
    rootUser: secrets.rootUser,
    rootPassword: secrets.rootPassword.reveal(),
    ...(secrets.vault === undefined
      ? {}
      : {
          vault: {
            shares: secrets.vault.shares.map((share) => share.reveal()),
            threshold: secrets.vault.threshold,
            rootToken: secrets.vault.rootToken.reveal(),
          },
        }),
    ...(secrets.keyStore === undefined
      ? {}
      : {
          keyStore: {
            roleId: secrets.keyStore.roleId,
            secretId: secrets.keyStore.secretId.reveal(),
            productToken: secrets.keyStore.productToken.reveal(),
          },
        }),
    ...(secrets.customerKeys === undefined
      ? {}
      : { customerKeys: mapValues(secrets.customerKeys, (value) => value.reveal()) }),
  };
  await folder.write(SECRETS_FILE, `${JSON.stringify(stored, null, 2)}\n`);
}

function mapValues<From, To>(
  values: Readonly<Record<string, From>>,
  change: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}

function parse(text: string, where: string): z.infer<typeof Stored> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's message would quote the file, which holds secrets.
    throw damaged(where, 'it is not JSON');
  }
  const version = z.object({ schema: z.number() }).safeParse(value);
  if (version.success && version.data.schema > 1) {
    throw new SealabError('newer-version', `${where} was written by a newer Sealab.`, {
      fix: 'Update Sealab. The lab is left as it is.',
      details: { where },
    });
  }
  const parsed = Stored.safeParse(value);
  if (parsed.success) return parsed.data;
  throw damaged(where, `“${parsed.error.issues[0]?.path.join('.') ?? ''}” is missing or wrong`);
}

function damaged(where: string, what: string): SealabError {
  return new SealabError('damaged-file', `${where} cannot be read: ${what}.`, {
    fix: 'Put a copy of the file back. Without the shares in it this lab’s Vault stays sealed; `sealab rm NAME` removes the lab.',
    details: { where },
  });
}
