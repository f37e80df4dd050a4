import type { ObjectCount } from '#shared/contract/keys.ts';
import { KES, readVaultAudit, type VaultRequest } from '../events/vault-audit.ts';
import { type KvRequest, kvRequestOf } from './kv-path.ts';

/** Reads of keys by KES that are kept, to find those that belong to a request. */
const RECENT_READS = 512;
/** Keys and buckets of which something is remembered. */
const MOST = 2_000;

export interface KeyRead {
  readonly key: string;
  readonly at: string;
  readonly atMs: number;
  readonly error: string | undefined;
}

/** What was seen of one bucket since somebody looks. */
export interface BucketUse {
  written: number;
  removed: number;
  encrypted: number;
  lastUsedAt: string;
  /** Since then: the first use that was seen. */
  readonly since: string;
  /** The keys that its objects were seen to need. */
  readonly keys: Set<string>;
}

/** What Vault's audit log and MinIO's trace told about keys, bounded, for as long as somebody looks at a lab. */
export class KeyMemory {
  readonly kv: 1 | 2;
  /** The last count of each bucket that somebody asked for; it outlives this memory. */
  readonly counts: ReadonlyMap<string, ObjectCount>;
  /** The last time that KES read a key from Vault. */
  readonly lastReads = new Map<string, KeyRead>();
  readonly lastUses = new Map<string, string>();
  readonly buckets = new Map<string, BucketUse>();
  readonly recentReads: KeyRead[] = [];
  /** The last line of the audit log of any kind. */
  lastAuditAt: string | undefined;
  /** The last request that sealed Vault. */
  lastSeal: VaultRequest | undefined;

  constructor(kv: 1 | 2, counts: ReadonlyMap<string, ObjectCount> = new Map()) {
    this.kv = kv;
    this.counts = counts;
  }

  /** Takes a line of Vault's log, and returns the request that it is about, if it is one of the audit log. */
  takeVaultLine(line: string): (VaultRequest & { readonly kvRequest: KvRequest | undefined }) | undefined {
    const request = readVaultAudit(line);
    if (request === undefined) return undefined;
    this.lastAuditAt = request.at;
    const kvRequest = kvRequestOf(request, this.kv);
    if (request.path === 'sys/seal' && request.error === undefined) this.lastSeal = request;
    if (kvRequest?.kind === 'read' && request.by === KES) this.#read(kvRequest.key, request);
    return { ...request, kvRequest };
  }

  /** The reads of a key by KES within a time, oldest first. */
  readsOf(key: string, from: number, to: number): readonly KeyRead[] {
    return this.recentReads.filter((read) => read.key === key && read.atMs >= from && read.atMs <= to);
  }

  used(key: string, at: string): void {
    if (!this.lastUses.has(key) && this.lastUses.size >= MOST) return;
    const before = this.lastUses.get(key);
    if (before === undefined || before < at) this.lastUses.set(key, at);
  }

  bucket(name: string, at: string): BucketUse | undefined {
    const known = this.buckets.get(name);
    if (known !== undefined) {
      if (known.lastUsedAt < at) known.lastUsedAt = at;
      return known;
    }
    if (this.buckets.size >= MOST) return undefined;
    const made: BucketUse = {
      written: 0,
      removed: 0,
      encrypted: 0,
      lastUsedAt: at,
      since: at,
      keys: new Set(),
    };
    this.buckets.set(name, made);
    return made;
  }

  #read(key: string, { at, error, hasAnswer }: VaultRequest): void {
    const refusal = error ?? (hasAnswer ? undefined : 'no such entry');
    const read: KeyRead = { key, at, atMs: Date.parse(at), error: refusal };
    if (refusal === undefined) {
      this.lastReads.set(key, read);
      this.used(key, at);
    }
    this.recentReads.push(read);
    if (this.recentReads.length > RECENT_READS) this.recentReads.shift();
  }
}
