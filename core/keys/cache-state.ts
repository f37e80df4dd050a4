import type { KeyNode } from '#shared/contract/keys.ts';
import { clockTime } from './clock-time.ts';
import type { KeyFacts } from './facts.ts';
import type { KeyMemory } from './key-memory.ts';

/** What `compose/services/kes.yaml` sets, in ms: how long KES keeps a key at most, unused, and without its key store. */
export const CACHE_MS = { any: 300_000, unused: 20_000, offline: 10_000 } as const;
/** KES looks every 10 s whether Vault answers (KES keystore.go, newCache). */
const STATUS_EVERY_MS = 10_000;

/** Two looks at the same KES never tell starts so far apart. */
const SAME_START_MS = 3_000;

/** MinIO asks about its default key every 10 s; after this time it surely did. */
const POLL_SEEN_MS = 12_000;
/** After this time without Vault KES has surely emptied its cache. */
export const EMPTIED_AFTER_MS = STATUS_EVERY_MS + CACHE_MS.offline;

type CacheState = Pick<KeyNode, 'state' | 'stateText'> & { readonly why: string };

/**
 * Whether KES has a key in its cache. KES tells nobody, so it is deduced: from the reads of the key in Vault's audit log,
 * from the uses that MinIO's trace shows, and from the rules by which KES empties its cache (KES keystore.go, newCache):
 * everything at each 5th minute since its start, what was not used for 10 to 20 s, and everything 0 to 20 s after it
 * lost Vault.
 */
export function cacheStateOf(key: string, facts: KeyFacts, memory: KeyMemory): CacheState {
  const { kes } = facts;
  if (facts.running?.has('kes') === false)
    return absent('KES is stopped', 'KES does not run. Its cache is memory, and gone with it.');
  if (kes.problem !== undefined || kes.value === undefined)
    return unknown('KES does not answer', `KES does not answer: ${kes.problem ?? ''}`);
  const nowMs = Date.parse(facts.at);
  const offline = withoutVault(facts, nowMs);
  if (offline !== undefined) return offline;
  const read = memory.lastReads.get(key);
  const swept = lastSweepMs(facts, nowMs);
  const isKept = key === facts.keyName && isPolled(facts);
  if (read === undefined) return withoutRead(key, facts, isKept);
  if (swept !== undefined && read.atMs < swept) {
    const at = clockTime(new Date(swept));
    return absent(
      `not cached since ${at}`,
      `KES empties its whole cache every 5 min since its start, last at ${at}, and has not read the key from Vault since (Vault's audit log: last at ${clockTime(read.at)}).`,
    );
  }
  const used = memory.lastUses.get(key) ?? read.at;
  const idleMs = nowMs - Date.parse(used);
  const { kesCameBack } = facts;
  if (kesCameBack !== undefined && read.at < kesCameBack.at) {
    const at = clockTime(kesCameBack.at);
    const why = `KES was without Vault until ${at}, and has not read the key from Vault since (Vault's audit log: last at ${clockTime(read.at)}).`;
    if (isKept && !kesCameBack.isEmptied && nowMs - Date.parse(kesCameBack.at) > POLL_SEEN_MS)
      return present(
        'cached',
        `${why} MinIO has asked about its default key since, so it must be there still.`,
      );
    return kesCameBack.isEmptied
      ? absent(`not cached since ${at}`, `${why} It empties its cache after 20 s without Vault.`)
      : idleMs < CACHE_MS.unused
        ? unknown('not known', `${why} It may have emptied its cache meanwhile.`)
        : absent('not cached', `${why} KES drops what was unused for 20 s.`);
  }
  const since = `cached since ${clockTime(read.at)}`;
  const seen = `KES read the key from Vault at ${clockTime(read.at)} (Vault's audit log).`;
  if (isKept)
    return present(since, `${seen} MinIO asks KES about its default key every 10 s, so it stays used.`);
  const last = `Its last use that was seen was at ${clockTime(used)}.`;
  if (idleMs < CACHE_MS.unused / 2)
    return present(since, `${seen} ${last} KES drops what was unused for 10 to 20 s.`);
  if (idleMs < CACHE_MS.unused)
    return unknown(
      'about to leave the cache',
      `${seen} ${last} KES drops it between 10 and 20 s after that.`,
    );
  return absent(
    'not cached',
    `${seen} ${last} KES drops what was unused for 20 s. A use through KES's own API would keep it, and KES logs none.`,
  );
}

/** undefined while KES reaches Vault. */
function withoutVault(facts: KeyFacts, nowMs: number): CacheState | undefined {
  if (facts.kes.value?.keystoreReachable !== false || facts.kesOfflineSince === undefined) return undefined;
  const sinceMs = Date.parse(facts.kesOfflineSince);
  const at = clockTime(facts.kesOfflineSince);
  if (nowMs - sinceMs > EMPTIED_AFTER_MS)
    return absent(
      'not cached: no Vault',
      `KES has not reached Vault since ${at}, and empties its cache within 20 s of that.`,
    );
  return unknown(
    'about to leave the cache',
    `KES has not reached Vault since ${at}. It empties its cache within 20 s of that.`,
  );
}

function withoutRead(key: string, facts: KeyFacts, isKept: boolean): CacheState {
  if (isKept)
    return present(
      'cached',
      'MinIO asks KES about its default key every 10 s, and KES reads it from Vault for that. The log does not reach back to the read.',
    );
  if (facts.hasAudit === false)
    return unknown(
      'not known',
      'Vault writes no audit log, and KES does not tell what is in its cache. Stop and start the lab: then Vault does.',
    );
  return absent('not cached', `Vault's audit log, as far as it was read, has no read of ${key} by KES.`);
}

/** Whether a MinIO node lives that asks KES about the default key. */
function isPolled({ buckets, running, nodes }: KeyFacts): boolean {
  if (running !== undefined) return nodes.some((node) => running.has(node));
  return buckets.problem === undefined;
}

/**
 * When KES started, at the earliest: it cuts its uptime to whole seconds. A later start would take its first read for one
 * of the KES before it. Each look at the same KES can only bring the time nearer.
 */
export function kesStart(kes: KeyFacts['kes'], before: string | undefined): string | undefined {
  const uptime = kes.value?.uptimeSeconds;
  if (uptime === undefined) return undefined;
  const earliestMs = Date.parse(kes.at) - (uptime + 1) * 1000;
  const beforeMs = before === undefined ? Number.NaN : Date.parse(before);
  const isSame = Math.abs(beforeMs - earliestMs) < SAME_START_MS;
  return new Date(isSame ? Math.max(beforeMs, earliestMs) : earliestMs).toISOString();
}

/** When KES last emptied its whole cache: at a multiple of 5 min since its start, or at that start. */
function lastSweepMs({ kesStartedAt }: KeyFacts, nowMs: number): number | undefined {
  if (kesStartedAt === undefined) return undefined;
  const startedMs = Date.parse(kesStartedAt);
  return startedMs + Math.floor(Math.max(0, nowMs - startedMs) / CACHE_MS.any) * CACHE_MS.any;
}

function present(stateText: string, why: string): CacheState {
  return { state: 'present', stateText, why };
}

function absent(stateText: string, why: string): CacheState {
  return { state: 'absent', stateText, why };
}

function unknown(stateText: string, why: string): CacheState {
  return { state: 'unknown', stateText, why };
}
