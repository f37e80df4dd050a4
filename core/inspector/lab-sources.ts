import { SealabError, toSealabError } from '#shared/errors.ts';
import { fromBase64, toBase64 } from '../bytes.ts';
import type { LabSession } from '../labs/session.ts';
import type { LabClients } from '../ports/services.ts';
import { type BuiltinKey, builtinKey } from './kes-key.ts';
import type { CustomerKey, WalkSources } from './walk/sources.ts';

const CUSTOMER_KEY_BYTES = 32;

/** Which customer keys a walk tries. */
interface CustomerKeyChoice {
  /** A kept one, by name. */
  readonly name?: string | undefined;
  /** One that the lab does not keep, base64. */
  readonly value?: string | undefined;
}

/** Which keys a walk takes beside those that KES and Vault have. */
export interface GivenKeys {
  readonly customerKey: CustomerKeyChoice;
  /** `MINIO_KMS_SECRET_KEY` of a MinIO without KES, `NAME:BASE64`. */
  readonly kmsSecretKey?: string | undefined;
}

/**
 * What a walk needs of a lab: its drives, KES with Sealab's own identity, the keys in Vault, its customer keys. Throws
 * `not-found` or `invalid-input` for a given key.
 */
export function walkSourcesOf(
  session: LabSession,
  clients: LabClients,
  { customerKey, kmsSecretKey }: GivenKeys,
): WalkSources {
  const { engine, lab, definition, ports } = session;
  return {
    lab,
    drives: engine.drives,
    plaintext: ports.plaintext,
    crypto: ports.crypto,
    clock: ports.clock,
    customerKeys: customerKeysOf(session, customerKey),
    ...(kmsSecretKey === undefined ? {} : { builtinKey: givenBuiltinKey(kmsSecretKey) }),
    async decryptDataKey(keyName, { ciphertext, context }, signal) {
      const secret = await clients.kes.decrypt(
        keyName,
        { ciphertext: toBase64(ciphertext), context },
        signal,
      );
      return { dataKey: fromBase64(secret.reveal()), origin: `KES, /v1/key/decrypt/${keyName}` };
    },
    kesKeyNames: async (signal) => await clients.kes.listKeys(signal),
    async storedKesKey(keyName, signal) {
      const token = session.requireSecrets().keyStore?.productToken;
      if (token === undefined) {
        throw new SealabError('vault-error', `Lab ${lab} has no token for Vault yet.`, {
          fix: `Bring it up: \`sealab up ${lab}\`.`,
        });
      }
      const { kv } = definition;
      const text = await clients.vault.storedKey(token, { name: keyName, kv }, signal);
      return {
        text: text.reveal(),
        origin: `Vault, ${kv === 1 ? `kv/${keyName}` : `kv/data/${keyName}, version 1`}`,
      };
    },
    // A container's paths are no paths of this machine.
    ...(engine.kind === 'process'
      ? { localPath: (drive: string, path: string) => `${engine.places(lab, drive).data}/${path}` }
      : {}),
  };
}

function customerKeysOf(session: LabSession, { name, value }: CustomerKeyChoice): readonly CustomerKey[] {
  if (value !== undefined) return [{ name: 'given', value: keyBytes(value, 'The customer key') }];
  const kept = Object.entries(session.requireSecrets().customerKeys ?? {});
  const chosen = name === undefined ? kept : kept.filter(([known]) => known === name);
  if (name !== undefined && chosen.length === 0) {
    throw new SealabError('not-found', `Lab ${session.lab} keeps no customer key “${name}”.`, {
      fix: kept.length === 0 ? 'It keeps none.' : `It keeps: ${kept.map(([known]) => known).join(', ')}.`,
    });
  }
  return chosen.map(([known, secret]) => ({
    name: known,
    value: keyBytes(secret.reveal(), `Customer key ${known}`),
  }));
}

function givenBuiltinKey(text: string): BuiltinKey {
  try {
    return builtinKey(text.trim());
  } catch (thrown) {
    const { message, fix } = toSealabError(thrown);
    throw new SealabError('invalid-input', message, fix === undefined ? {} : { fix });
  }
}

function keyBytes(text: string, what: string): Uint8Array {
  let bytes: Uint8Array | undefined;
  try {
    bytes = fromBase64(text.trim());
  } catch {
    bytes = undefined;
  }
  if (bytes?.length === CUSTOMER_KEY_BYTES) return bytes;
  throw new SealabError('invalid-input', `${what} is not 32 bytes in base64.`, {
    fix: 'Make one with `openssl rand -base64 32`.',
  });
}
