import type { Clock } from '../../ports/clock.ts';
import type { Crypto } from '../../ports/crypto.ts';
import type { Drives } from '../../ports/engine.ts';
import type { PlaintextReader } from '../../ports/plaintext-reader.ts';
import type { BuiltinKey } from '../kes-key.ts';

/** A data key that a KMS decrypted, and how it was asked. */
export interface DecryptedDataKey {
  readonly dataKey: Uint8Array;
  /** `KES, POST /v1/key/decrypt/my-key`. */
  readonly origin: string;
}

/** A KES key as it is stored outside KES. */
export interface StoredKesKey {
  readonly text: string;
  /** `Vault, kv/data/my-key`. */
  readonly origin: string;
}

export interface CustomerKey {
  readonly name: string;
  /** 32 bytes. */
  readonly value: Uint8Array;
}

/** Everything that a walk needs and that is not in the object. */
export interface WalkSources {
  readonly lab: string;
  readonly drives: Drives;
  readonly plaintext: PlaintextReader;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly decryptDataKey: (
    keyName: string,
    sealed: { readonly ciphertext: Uint8Array; readonly context: Uint8Array },
    signal: AbortSignal,
  ) => Promise<DecryptedDataKey>;
  readonly storedKesKey: (keyName: string, signal: AbortSignal) => Promise<StoredKesKey>;
  /** The key of a MinIO without KES. With it neither KES nor Vault is asked. */
  readonly builtinKey?: BuiltinKey;
  /** The names of the KES keys, where there is a KES. */
  readonly kesKeyNames?: (signal: AbortSignal) => Promise<readonly string[]>;
  /** Asked of KES in place of the key that the object names, to see it refuse. */
  readonly askedKeyName?: string;
  /** Tried in order, for SSE-C. */
  readonly customerKeys: readonly CustomerKey[];
  /** Where the file of a drive lies on this machine, where it does. */
  readonly localPath?: (drive: string, path: string) => string | undefined;
}
