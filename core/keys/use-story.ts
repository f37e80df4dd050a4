import type { KeyUse } from '#shared/contract/keys.ts';
import { KES, type VaultRequest } from '../events/vault-audit.ts';
import type { TracedRequest } from '../ports/services.ts';
import type { KeyFacts } from './facts.ts';
import { type Counted, KesCounter, type Rise } from './kes-counter.ts';
import type { KeyMemory, KeyRead } from './key-memory.ts';
import type { KvRequest } from './kv-path.ts';
import { isObjectRemoved, isObjectWritten, type KeyWork, keyWorkOf, sayRequest } from './s3-work.ts';
import {
  edgesOf,
  isDefaultEncrypted,
  isDefaultHeard,
  kesHop,
  keyNamedBy,
  keyOfRequest,
  plainHop,
  unheardHop,
  vaultHop,
} from './use-hops.ts';
import { readUse, riseUse, unsealUse, vaultUse } from './vault-uses.ts';

/** Vault's line about a request may come a little after MinIO's. */
const HOLD_MS = 300;
/** A read of a key that belongs to no request after this time is told by itself. */
const HOLD_READ_MS = 800;
/** A new default is told with what MinIO says of it, and by itself where MinIO says nothing for so long. */
const HOLD_DEFAULT_MS = 5_000;
/** A request is traced when it ends: until then KES's counter alone knows of it. */
const HOLD_RISE_MS = 2_500;
/** Requests that wait to be told. More are counted as lost. */
const MOST_WAITING = 20_000;

interface Request {
  readonly request: TracedRequest;
  /** By this machine's clock, as the looks are. */
  readonly arrivedMs: number;
  readonly work: KeyWork;
}

interface Waiting<T> {
  readonly value: T;
  readonly dueMs: number;
}

/** Puts what MinIO's trace, Vault's audit log and KES's counter told together: one story for each request. */
export class UseStory {
  readonly #memory: KeyMemory;
  readonly #counter = new KesCounter();
  #waiting: Waiting<Request>[] = [];
  #reads: Waiting<KeyRead>[] = [];
  readonly #claimed = new WeakSet<KeyRead>();
  #rises: Waiting<Rise>[] = [];
  #ready: KeyUse[] = [];
  #next = 1;
  lost = 0;

  constructor(memory: KeyMemory) {
    this.#memory = memory;
  }

  /** Whether something waits to be told. */
  get isWaiting(): boolean {
    return this.#waiting.length + this.#reads.length + this.#rises.length + this.#ready.length > 0;
  }

  /** Whether one of the requests that are due needs a key, so that KES's counter is worth a look. */
  needsCounter(nowMs: number): boolean {
    return this.#waiting.some(({ value, dueMs }) => dueMs <= nowMs && needsKes(value.work));
  }

  countKes(count: number | undefined, atMs: number): void {
    this.#counter.read(count, atMs);
    const rise = this.#counter.lastRise;
    if (rise !== undefined) this.#rises.push({ value: rise, dueMs: atMs + HOLD_RISE_MS });
  }

  takeRequests(requests: readonly TracedRequest[], facts: KeyFacts | undefined, nowMs: number): void {
    for (const request of requests) {
      const work = keyWorkOf(request, facts !== undefined && isDefaultEncrypted(request.bucket, facts));
      this.#remember(request, work, facts);
      if (work === undefined) continue;
      if (this.#waiting.length >= MOST_WAITING) this.lost += 1;
      else this.#waiting.push({ value: { request, work, arrivedMs: nowMs }, dueMs: nowMs + HOLD_MS });
      if (needsKes(work)) this.#counter.need(spanOf(request));
    }
  }

  /** A request to Vault that is no part of a request to MinIO is told by itself. */
  takeVault(request: VaultRequest & { readonly kvRequest: KvRequest | undefined }, nowMs: number): void {
    const { kvRequest, by } = request;
    if (kvRequest?.kind === 'read' && by === KES) {
      const read = this.#memory.recentReads.at(-1);
      if (read !== undefined) this.#reads.push({ value: read, dueMs: nowMs + HOLD_READ_MS });
      return;
    }
    // Before it makes a key KES looks whether there is one.
    if (kvRequest?.kind === 'write' && by === KES)
      for (const { value } of this.#reads) if (value.key === kvRequest.key) this.#claimed.add(value);
    const use = vaultUse(request, `vault-${this.#next}`);
    this.#next += 1;
    if (use !== undefined) this.#ready.push(use);
  }

  takeUnseal(line: string, at: string, threshold: number): void {
    this.#ready.push(unsealUse(line, at, threshold));
  }

  /** The stories that are due, in the order of their requests. */
  tell(facts: KeyFacts, nowMs: number): readonly KeyUse[] {
    const isDue = ({ value, dueMs }: Waiting<Request>): boolean =>
      dueMs <= nowMs &&
      (value.work !== 'try' || isDefaultHeard(value, facts) || dueMs + HOLD_DEFAULT_MS <= nowMs);
    const due = this.#waiting.filter(isDue).map(({ value }) => value);
    if (due.length > 0) this.#waiting = this.#waiting.filter((waiting) => !isDue(waiting));
    const uses = due.map((each) => this.#useOf(each, facts));
    const told = [
      ...this.#ready,
      ...uses,
      ...this.#unclaimed(facts, nowMs),
      ...this.#unexplained(facts, nowMs),
    ];
    this.#ready = [];
    return told.length < 2
      ? told
      : told.toSorted((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0));
  }

  #remember(request: TracedRequest, work: KeyWork | undefined, facts: KeyFacts | undefined): void {
    if (request.isLook || request.bucket === '') return;
    const isWritten = isObjectWritten(request);
    const isRemoved = isObjectRemoved(request);
    const usesKey = work === 'generate' || work === 'decrypt';
    if (!isWritten && !isRemoved && (work === undefined || work === 'try')) return;
    const bucket = this.#memory.bucket(request.bucket, request.at);
    if (bucket !== undefined) {
      if (isWritten) bucket.written += 1;
      if (isWritten && work !== 'none') bucket.encrypted += 1;
      if (isRemoved) bucket.removed += 1;
    }
    const isOpened = request.refusal === undefined && (request.operation !== 'HeadObject' || isOnline(facts));
    if (!usesKey || facts === undefined || !isOpened) return;
    const { key } = keyOfRequest(request, facts);
    bucket?.keys.add(key);
    this.#memory.used(key, request.at);
  }

  #useOf({ request, work, arrivedMs }: Request, facts: KeyFacts): KeyUse {
    const isUnheard = work === 'try' && !isDefaultHeard({ request, arrivedMs }, facts);
    const counted = needsKes(work) ? this.#counter.around(spanOf(request)) : undefined;
    const rest = {
      id: `s3-${this.#next++}`,
      at: request.at,
      request: sayRequest(request),
      ok: request.refusal === undefined,
      isHeartbeat: request.isLook,
      tookMs: Math.round(request.tookMs * 100) / 100,
    };
    if (isUnheard) return { ...rest, hops: [unheardHop(request)], edges: [] };
    if (
      work === 'none' ||
      work === 'customer' ||
      (work === 'try' && keyNamedBy(request.bucket, facts) === undefined)
    )
      return { ...rest, hops: [plainHop(request, work)], edges: [] };
    const { key, whence } = work === 'try' ? keyOfTry(request, facts) : keyOfRequest(request, facts);
    if (work === 'decrypt-each') return { ...rest, ...this.#listed(request, key, counted) };
    const { hop, read } = vaultHop(request, key, { facts, memory: this.#memory });
    if (read !== undefined) this.#claimed.add(read);
    return {
      ...rest,
      hops: [kesHop(request, { work, key, whence }, counted?.text ?? ''), hop],
      edges: edgesOf(request, { key, read }, facts),
    };
  }

  /** A list opens as many keys as there are SSE-S3 objects in it; only KES's counter may tell that it did. */
  #listed(request: TracedRequest, key: string, counted: Counted | undefined): Pick<KeyUse, 'hops' | 'edges'> {
    const refused = request.refusal !== undefined;
    const asks = refused || (counted?.rise ?? 1) > 0;
    if (!asks)
      return {
        hops: [{ text: 'No key is used: KES is not asked', evidence: counted?.text ?? '', place: 'minio' }],
        edges: [],
      };
    const whence =
      'A list shows the ETag of each SSE-S3 object, and MinIO opens it for that (cmd/encryption-v1.go).';
    return {
      hops: [kesHop(request, { work: 'decrypt-each', key, whence }, counted?.text ?? '')],
      edges: [`kes:${key}>bucket:${request.bucket}`, `bucket:${request.bucket}>objects:${request.bucket}`],
    };
  }

  #unclaimed(facts: KeyFacts, nowMs: number): readonly KeyUse[] {
    const due = this.#reads.filter(({ dueMs }) => dueMs <= nowMs).map(({ value }) => value);
    if (due.length === 0) return [];
    this.#reads = this.#reads.filter(({ dueMs }) => dueMs > nowMs);
    return due
      .filter((read) => !this.#claimed.has(read))
      .map((read) => readUse(read, facts, `read-${this.#next++}`));
  }

  /** Key requests in whose time no S3 request was seen that needs a key. */
  #unexplained(facts: KeyFacts, nowMs: number): readonly KeyUse[] {
    const due = this.#rises.filter(({ dueMs }) => dueMs <= nowMs).map(({ value }) => value);
    if (due.length === 0) return [];
    this.#rises = this.#rises.filter(({ dueMs }) => dueMs > nowMs);
    return due
      .filter((rise) => !this.#counter.isExplained(rise))
      .map((rise) => riseUse(rise, facts, `kes-${this.#next++}`));
  }
}

/** MinIO tries the key of a new default (cmd/bucket-encryption-handlers.go). */
function keyOfTry(
  { bucket }: TracedRequest,
  facts: KeyFacts,
): { readonly key: string; readonly whence: string } {
  const key = keyNamedBy(bucket, facts) ?? facts.keyName;
  return {
    key,
    whence: `The default of ${bucket} is now SSE-KMS with ${key}, and MinIO tries the key before it takes it.`,
  };
}

/** HEAD answers well also where KES has lost Vault and the key. */
function isOnline(facts: KeyFacts | undefined): boolean {
  return facts?.kes.value?.keystoreReachable === true;
}

function spanOf({ at, tookMs }: TracedRequest): { readonly fromMs: number; readonly toMs: number } {
  const fromMs = Date.parse(at);
  return { fromMs, toMs: fromMs + tookMs };
}

function needsKes(work: KeyWork | undefined): boolean {
  return work === 'generate' || work === 'decrypt' || work === 'decrypt-each' || work === 'try';
}
