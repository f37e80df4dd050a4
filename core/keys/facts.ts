import type { KesKey } from '../inspector/kes-key.ts';
import type { BucketEncryption, KesStatus } from '../ports/services.ts';
import type { KeyringStatus, SealStatus } from '../ports/vault-api.ts';

/** What somebody answered last, and why there is no newer answer where there is none. */
export interface Answer<T> {
  readonly value: T | undefined;
  readonly problem: string | undefined;
  /** When `value`, or else `problem`, was heard. */
  readonly at: string;
}

/** A KES key at rest, told without its value. */
export interface EntryFacts {
  readonly form: KesKey['form'];
  readonly algorithm: string;
  readonly createdAt: string | undefined;
  readonly createdBy: string | undefined;
  /** The first 16 bytes of the key's SHA-256, in hexadecimal: what KES 0.23 writes into each ciphertext. */
  readonly fingerprint: string;
  readonly hasHmacKey: boolean;
}

export interface BucketFacts {
  readonly name: string;
  readonly createdAt: string;
  readonly objects: number | undefined;
  readonly countedAt: string | undefined;
  readonly encryption: BucketEncryption | undefined;
  /** When MinIO was asked for that default. */
  readonly encryptionAt: string | undefined;
}

/** Everything that was heard about the keys of a lab. */
export interface KeyFacts {
  readonly at: string;
  readonly keyName: string;
  readonly kv: 1 | 2;
  /** How many shares Sealab keeps, and how many unseal. */
  readonly shares: { readonly kept: number; readonly threshold: number };
  /** The services that run; undefined while everything answers. */
  readonly running: ReadonlySet<string> | undefined;
  readonly vault: Answer<SealStatus>;
  readonly keyring: Answer<KeyringStatus>;
  readonly names: Answer<readonly string[]>;
  readonly entries: ReadonlyMap<string, EntryFacts>;
  readonly kes: Answer<KesStatus>;
  /** Of the component that Sealab started as KES, by the lab's definition. */
  readonly kesComponentVersion: string;
  /** By its uptime: not before this, and less than a second after it. */
  readonly kesStartedAt: string | undefined;
  /** The time since which KES has not reached Vault, as far as it was looked at. */
  readonly kesOfflineSince: string | undefined;
  /** When KES reached Vault again, and whether it was without Vault for so long that its cache is surely empty. */
  readonly kesCameBack: { readonly at: string; readonly isEmptied: boolean } | undefined;
  readonly hasAudit: boolean | undefined;
  readonly buckets: Answer<readonly BucketFacts[]>;
  readonly nodes: readonly string[];
}

export function isUnsealed({ vault }: KeyFacts): boolean {
  return vault.problem === undefined && vault.value?.sealed === false;
}

/** The answer of whoever is not asked yet. */
export function notAsked(at: string): Answer<never> {
  return { value: undefined, problem: 'It was not asked yet.', at };
}
