/** What one Vault keeps on its disk. */
export interface FakeVaultState {
  shares: readonly string[];
  threshold: number;
  rootToken: string;
  /** Token → its policies; the root token has `root`. */
  readonly tokens: Map<string, readonly string[]>;
  readonly policies: Map<string, string>;
  /** Path → kv version. */
  readonly mounts: Map<string, 1 | 2>;
  hasAppRole: boolean;
  hasAudit: boolean;
  /** A request to write the audit log was cut off. */
  hasHalfAudit: boolean;
  /** Of the keyring's newest key. */
  term: number;
  /** Role → its id and policies. */
  readonly roles: Map<string, { readonly roleId: string; readonly policies: readonly string[] }>;
  readonly secretIds: Set<string>;
  /** The keys that KES keeps here. */
  readonly keys: Set<string>;
}

export function emptyVault(): FakeVaultState {
  return {
    shares: [],
    threshold: 0,
    rootToken: '',
    tokens: new Map(),
    policies: new Map(),
    mounts: new Map(),
    hasAppRole: false,
    hasAudit: false,
    hasHalfAudit: false,
    term: 1,
    roles: new Map(),
    secretIds: new Set(),
    keys: new Set(),
  };
}
