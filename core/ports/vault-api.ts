import type { Secret } from '#shared/secret.ts';

export interface SealStatus {
  readonly initialised: boolean;
  readonly sealed: boolean;
  /** Shares given so far, and needed. */
  readonly progress: number;
  readonly threshold: number;
  /** Shares there are; undefined where Vault does not tell. */
  readonly shares?: number;
}

/** The newest key of Vault's keyring. */
export interface KeyringStatus {
  readonly term: number;
  readonly installedAt: string;
  /** How many times Vault encrypted with it, by its own estimate. */
  readonly encryptions: number | undefined;
}

export interface VaultInit {
  readonly shares: readonly Secret[];
  readonly rootToken: Secret;
}

/** Vault's HTTP API, as far as a lab needs it. Every call verifies TLS. Throws `vault-error`, `vault-sealed`, `service-timeout`. */
/** What a client without a token logs in with. */
export interface AppRoleLogin {
  readonly roleId: string;
  readonly secretId: Secret;
}

export interface VaultApi {
  /** undefined while nothing answers. */
  sealStatus(signal: AbortSignal): Promise<SealStatus | undefined>;
  /** Initialised, unsealed and active: ready for writes. */
  isActive(signal: AbortSignal): Promise<boolean>;
  initialise(
    options: { readonly shares: number; readonly threshold: number },
    signal: AbortSignal,
  ): Promise<VaultInit>;
  unseal(share: Secret, signal: AbortSignal): Promise<SealStatus>;
  seal(token: Secret, signal: AbortSignal): Promise<void>;
  /** Mounts the kv secrets engine at `path`; mounted already with the same version is fine. */
  ensureKv(
    token: Secret,
    mount: { readonly path: string; readonly version: 1 | 2 },
    signal: AbortSignal,
  ): Promise<void>;
  ensureAppRole(token: Secret, signal: AbortSignal): Promise<void>;
  writePolicy(
    token: Secret,
    policy: { readonly name: string; readonly rules: string },
    signal: AbortSignal,
  ): Promise<void>;
  writeRole(
    token: Secret,
    role: { readonly name: string; readonly policies: readonly string[]; readonly tokenPeriod: string },
    signal: AbortSignal,
  ): Promise<{ readonly roleId: string }>;
  createSecretId(token: Secret, role: string, signal: AbortSignal): Promise<Secret>;
  /** Whether Vault takes an AppRole's ids. The token that it gives is revoked at once. */
  canLogIn(login: AppRoleLogin, signal: AbortSignal): Promise<boolean>;
  /** Gives a periodic token its whole period again. False where Vault does not know it any more. */
  renewToken(token: Secret, signal: AbortSignal): Promise<boolean>;
  /** Whether Vault knows a token: it was neither revoked nor has it expired. */
  knowsToken(token: Secret, signal: AbortSignal): Promise<boolean>;
  revokeToken(token: Secret, signal: AbortSignal): Promise<void>;
  /** A new root token, made with the shares. Throws `conflict` where somebody else makes one now. */
  generateRoot(shares: readonly Secret[], signal: AbortSignal): Promise<Secret>;
  /** A KES key as Vault's kv keeps it: the text that KES wrote. Throws `not-found`. */
  storedKey(
    token: Secret,
    key: { readonly name: string; readonly kv: 1 | 2 },
    signal: AbortSignal,
  ): Promise<Secret>;
  /** The names of the KES keys in Vault's kv. */
  keyNames(token: Secret, kv: 1 | 2, signal: AbortSignal): Promise<readonly string[]>;
  keyringStatus(token: Secret, signal: AbortSignal): Promise<KeyringStatus>;
  /** Whether Vault writes its audit log to its standard output. Throws `vault-error` where the token may not know. */
  hasAudit(token: Secret, signal: AbortSignal): Promise<boolean>;
  /**
   * Lets Vault write its audit log to its standard output, with every value as an HMAC; on already is fine. False where
   * Vault has half of it, since an earlier request was cut off: it forgets that half when it is sealed.
   */
  ensureAudit(token: Secret, signal: AbortSignal): Promise<boolean>;
  /** A periodic orphan token. */
  createToken(
    token: Secret,
    options: { readonly policies: readonly string[]; readonly period: string; readonly displayName: string },
    signal: AbortSignal,
  ): Promise<Secret>;
}
