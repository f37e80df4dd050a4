import { isCancelled } from '#shared/errors.ts';
import { toHex } from '../bytes.ts';
import { readKesKey } from '../inspector/kes-key.ts';
import { namesOfRunning } from '../labs/observe-facts.ts';
import type { LabSession } from '../labs/session.ts';
import type { BucketCount, BucketEncryption, KesStatus, LabClients, NodeAdmin } from '../ports/services.ts';
import { EMPTIED_AFTER_MS, kesStart } from './cache-state.ts';
import { type Answer, type BucketFacts, type EntryFacts, type KeyFacts, notAsked } from './facts.ts';
import { hear } from './hear.ts';

/** Keys of which the stored entry is read, and buckets of which the default is asked. */
const MOST_KEYS = 200;
const MOST_BUCKETS = 200;

/** What to ask at a look. What is not asked stays as it was heard last. */
export interface LookWish {
  /** Vault's keyring and the list of keys: each is a line in its audit log. */
  readonly vault: boolean;
  /** `now` costs an S3 request; `before` may be a few seconds old. */
  readonly minio: 'now' | 'before' | undefined;
  /** Buckets whose default may have changed; `all` asks every one. */
  readonly defaults: ReadonlySet<string> | 'all';
}

/**
 * Looks at the keys of a lab. KES is asked for its status only, and keys are listed and read in Vault: describing one
 * in KES, as listing objects does in MinIO, would put it into KES's cache and keep it there.
 */
export class KeyLook {
  readonly #session: LabSession;
  readonly #clients: LabClients | undefined;
  readonly #entries = new Map<string, EntryFacts>();
  readonly #defaults = new Map<string, { readonly encryption: BucketEncryption; readonly at: string }>();
  /** Buckets whose default was asked for, and not told. */
  readonly #untold = new Set<string>();
  #facts: KeyFacts;
  /** The keys that this look itself read in Vault, and whose lines in the audit log did not come yet. */
  readonly #ownReads = new Map<string, number>();

  constructor(session: LabSession, clients: LabClients | undefined, before?: KeyFacts) {
    this.#session = session;
    this.#clients = clients;
    this.#facts = before ?? nothing(session);
    for (const [name, entry] of before?.entries ?? []) this.#entries.set(name, entry);
  }

  /** Asks; throws nothing but `cancelled`. */
  async look(wish: LookWish, signal: AbortSignal): Promise<KeyFacts> {
    const clients = this.#clients;
    const before = this.#facts;
    const at = this.#now();
    if (clients === undefined) return (this.#facts = { ...before, at, running: await this.#running() });
    const [vault, kes] = await Promise.all([
      this.#hear(before.vault, async () => await clients.vault.sealStatus(signal)),
      this.#hear(before.kes, async () => await clients.kes.status(signal)),
    ]);
    const isOpen = vault.problem === undefined && vault.value?.sealed === false;
    const wasOpen = before.vault.problem === undefined && before.vault.value?.sealed === false;
    const asksVault = isOpen && (wish.vault || !wasOpen || before.names.problem !== undefined);
    const [kept, buckets] = await Promise.all([
      asksVault ? this.#askVault(clients, signal) : undefined,
      wish.minio !== undefined || before.buckets.problem !== undefined || this.#untold.size > 0
        ? this.#hear(before.buckets, async () => await this.#buckets(clients, wish, signal))
        : before.buckets,
    ]);
    const isSilent = [vault, kes, buckets].some(({ problem }) => problem !== undefined);
    this.#facts = {
      ...before,
      ...kept,
      at,
      vault,
      kes,
      buckets,
      entries: new Map(this.#entries),
      running: isSilent ? await this.#running() : undefined,
      kesStartedAt: kesStart(kes, before.kesStartedAt),
      kesOfflineSince: kes.value?.keystoreReachable === false ? (before.kesOfflineSince ?? at) : undefined,
      kesCameBack: cameBack(kes, before, at),
    };
    return this.#facts;
  }

  /** Whether a read of a key in Vault's audit log is this look's own; each counts once. */
  takeOwnRead(key: string): boolean {
    const left = this.#ownReads.get(key) ?? 0;
    if (left === 0) return false;
    this.#ownReads.set(key, left - 1);
    return true;
  }

  /** KES's counter; undefined where KES does not tell. Metrics are no key request: looking changes no number. */
  async countKeyRequests(signal: AbortSignal): Promise<number | undefined> {
    if (this.#clients === undefined || this.#facts.kes.problem !== undefined) return undefined;
    try {
      return await this.#clients.kes.keyRequests(signal);
    } catch {
      // KES is down, or these connections were given up for new ones: there is no reading now.
      return undefined;
    }
  }

  async #askVault(
    clients: LabClients,
    signal: AbortSignal,
  ): Promise<Pick<KeyFacts, 'keyring' | 'names' | 'hasAudit'>> {
    const token = this.#session.secrets?.keyStore?.productToken;
    const { keyring, names, hasAudit, kv } = this.#facts;
    if (token === undefined) return { keyring, names, hasAudit };
    const [newKeyring, newNames, audit] = await Promise.all([
      this.#hear(keyring, async () => await clients.vault.keyringStatus(token, signal)),
      this.#hear(names, async () => await clients.vault.keyNames(token, kv, signal)),
      this.#hear(
        { value: hasAudit, problem: undefined, at: '' },
        async () => await clients.vault.hasAudit(token, signal),
      ),
    ]);
    for (const name of this.#entries.keys())
      if (newNames.value?.includes(name) !== true) this.#entries.delete(name);
    const unread = (newNames.value ?? []).filter((name) => !this.#entries.has(name)).slice(0, MOST_KEYS);
    for (const name of unread) {
      this.#ownReads.set(name, (this.#ownReads.get(name) ?? 0) + 1);
      const entry = await this.#hear<EntryFacts>(notAsked(''), async () => {
        const text = await clients.vault.storedKey(token, { name, kv }, signal);
        return entryOf(text.reveal(), this.#session);
      });
      if (entry.value !== undefined) this.#entries.set(name, entry.value);
    }
    return {
      keyring: newKeyring,
      names: newNames,
      hasAudit: audit.problem === undefined ? audit.value : undefined,
    };
  }

  async #buckets(clients: LabClients, wish: LookWish, signal: AbortSignal): Promise<readonly BucketFacts[]> {
    const { admin, found } = await this.#firstBuckets(clients, wish.minio === 'now', signal);
    const names = new Set(found.map(({ name }) => name));
    for (const known of [this.#defaults, this.#untold])
      for (const name of known.keys()) if (!names.has(name)) known.delete(name);
    const asked = found
      .slice(0, MOST_BUCKETS)
      .filter(({ name }) => this.#isDefaultToAsk(name) || wish.defaults === 'all' || wish.defaults.has(name));
    await Promise.all(asked.map(async ({ name }) => await this.#askDefault(admin, name, signal)));
    return found.map((bucket) => {
      const known = this.#defaults.get(bucket.name);
      return { ...bucket, encryption: known?.encryption, encryptionAt: known?.at };
    });
  }

  #isDefaultToAsk(bucket: string): boolean {
    return !this.#defaults.has(bucket) || this.#untold.has(bucket);
  }

  async #askDefault(admin: NodeAdmin, bucket: string, signal: AbortSignal): Promise<void> {
    // Not when the answer came: the default may change while it is on its way.
    const at = this.#now();
    const { value, problem } = await this.#hear<BucketEncryption>(
      notAsked(''),
      async () => await admin.bucketDefault(bucket, signal),
    );
    if (problem !== undefined || value === undefined) {
      this.#untold.add(bucket);
      return;
    }
    this.#untold.delete(bucket);
    this.#defaults.set(bucket, { encryption: value, at });
  }

  /** Of the first node that answers: every node serves every bucket. */
  async #firstBuckets(
    clients: LabClients,
    isFresh: boolean,
    signal: AbortSignal,
  ): Promise<{ readonly admin: NodeAdmin; readonly found: readonly BucketCount[] }> {
    let failure: unknown;
    for (const admin of Object.values(clients.admin)) {
      try {
        return { admin, found: await admin.buckets(isFresh, signal) };
      } catch (thrown) {
        if (isCancelled(thrown)) throw thrown;
        failure ??= thrown;
      }
    }
    throw failure;
  }

  async #hear<T>(before: Answer<T>, ask: () => Promise<T | undefined>): Promise<Answer<T>> {
    return await hear(this.#session.ports.clock, before, ask);
  }

  async #running(): Promise<ReadonlySet<string>> {
    return namesOfRunning(await this.#session.engine.observe([...this.#session.starts.values()]));
  }

  #now(): string {
    return this.#session.ports.clock.now().toISOString();
  }
}

function nothing(session: LabSession): KeyFacts {
  const at = session.ports.clock.now().toISOString();
  const { vault } = session.secrets ?? {};
  return {
    at,
    keyName: session.definition.keyName,
    kv: session.definition.kv,
    shares: { kept: vault?.shares.length ?? 0, threshold: vault?.threshold ?? 0 },
    running: undefined,
    vault: notAsked(at),
    keyring: notAsked(at),
    names: notAsked(at),
    entries: new Map(),
    kes: notAsked(at),
    kesComponentVersion: session.definition.versions.kes,
    kesStartedAt: undefined,
    kesOfflineSince: undefined,
    kesCameBack: undefined,
    hasAudit: undefined,
    buckets: notAsked(at),
    nodes: session.nodes.map(({ name }) => name),
  };
}

function cameBack(kes: Answer<KesStatus>, before: KeyFacts, at: string): KeyFacts['kesCameBack'] {
  const { kesOfflineSince, kesCameBack } = before;
  if (kesOfflineSince === undefined || kes.value?.keystoreReachable !== true) return kesCameBack;
  return { at, isEmptied: Date.parse(at) - Date.parse(kesOfflineSince) > EMPTIED_AFTER_MS };
}

/** What the value tells of itself. The value stays here. */
function entryOf(text: string, { ports: { crypto } }: LabSession): EntryFacts {
  const key = readKesKey(text);
  return {
    form: key.form,
    algorithm: key.algorithm,
    createdAt: key.createdAt,
    createdBy: key.createdBy,
    fingerprint: toHex(crypto.sha256(key.key).subarray(0, 16)),
    hasHmacKey: key.hmacKey !== undefined,
  };
}
