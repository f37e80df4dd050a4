import { z } from 'zod';
import { feed, operation, stream } from './kinds.ts';
import { LabName } from './labs.ts';
import { BucketName, EncryptionMode } from './objects.ts';

export const KeyPlace = z.enum(['people', 'vault', 'kes', 'minio', 'drives']);
export type KeyPlace = z.infer<typeof KeyPlace>;

export const KeyNodeKind = z.enum([
  'share',
  'root-key',
  'keyring',
  'kv-entry',
  'kes-key',
  'bucket',
  'objects',
]);
export type KeyNodeKind = z.infer<typeof KeyNodeKind>;

/** What a statement about a key was read from. */
export const KeyEvidence = z.object({
  /** `GET /v1/sys/seal-status`, `secrets.json`, a log line. */
  source: z.string(),
  /** The answer, as far as it is no secret. */
  text: z.string(),
  at: z.string(),
});

/** Objects that are protected in the same way. */
const CountedGroup = z.object({
  encryption: EncryptionMode,
  /** The KES key that their data keys are sealed with; absent for SSE-C and for plain objects. */
  keyName: z.string().optional(),
  /** By their newest version. */
  objects: z.number(),
  /** Older versions, of these objects and of others. */
  olderVersions: z.number(),
});

/** How the objects of a bucket are encrypted, counted from xl.meta on the drives. */
export const ObjectCount = z.object({
  bucket: z.string(),
  /** When the count ended. */
  at: z.string(),
  /** How many objects the drives list. */
  objects: z.number(),
  /** How many of them were looked at. */
  looked: z.number(),
  /** The most objects first. */
  groups: z.array(CountedGroup),
  /** Looked at and not in a group: the newest version is a delete marker. */
  deleted: z.number(),
  /** Looked at and not in a group: no drive has a readable xl.meta. */
  unreadable: z.number(),
  /** Drives whose files were listed. */
  drives: z.array(z.string()),
  /** Drives that could not be listed, and why. */
  notListed: z.array(z.object({ drive: z.string(), reason: z.string() })),
  /** Where the limit ended the count: the last key that was looked at. */
  stoppedAt: z.string().optional(),
});
export type ObjectCount = z.infer<typeof ObjectCount>;

export const KeyNode = z.object({
  /** The same as long as the key lives: `share:1`, `root`, `kv:my-key`, `kes:my-key`, `bucket:a`, `objects:a`. */
  id: z.string(),
  kind: KeyNodeKind,
  title: z.string(),
  place: KeyPlace,
  /** `present`: in memory, given or stored. `absent`: not now. `unknown`: nobody can tell, and the text says why. */
  state: z.enum(['present', 'absent', 'unknown']),
  /** `given, 2 of 3`, `sealed`, `cached since 10:31:02`. */
  stateText: z.string(),
  /** What the guides call it. */
  aliases: z.array(z.string()),
  /** What it is and what it is for, in plain sentences. */
  explanation: z.string(),
  /** Facts to show: fingerprint, algorithm, created, term, threshold. */
  facts: z.array(z.object({ name: z.string(), value: z.string() })),
  evidence: z.array(KeyEvidence),
  /** Where its value can be revealed. */
  secretId: z.string().optional(),
  /** How many it protects, where they are too many to draw. */
  protects: z.number().optional(),
  /** Of the objects of a bucket: the last count that somebody asked for. */
  count: ObjectCount.optional(),
  lastUsedAt: z.string().optional(),
});
export type KeyNode = z.infer<typeof KeyNode>;

export const KeyEdge = z.object({
  /** `root>keyring`. */
  id: z.string(),
  from: z.string(),
  to: z.string(),
  /** What the first does for the second: `3 of 5 shares give`, `encrypts`, `stores`, `default of`. */
  label: z.string(),
  /** False: it would, and does not now (sealed, not the bucket's default). */
  isInUse: z.boolean(),
});
export type KeyEdge = z.infer<typeof KeyEdge>;

export const KeyGraph = z.object({
  at: z.string(),
  nodes: z.array(KeyNode),
  edges: z.array(KeyEdge),
});
export type KeyGraph = z.infer<typeof KeyGraph>;

/** One request that used keys, put together from MinIO's trace, KES's and Vault's words about it. */
export const KeyUse = z.object({
  id: z.string(),
  at: z.string(),
  /** `GET photos/a.txt`, `KES opens the cache of my-key`. */
  request: z.string(),
  /** `KES decrypts with my-key`, `Vault is not asked: KES has the key in its cache`; in order. */
  hops: z.array(
    z.object({
      text: z.string(),
      evidence: z.string(),
      /** Who was asked. */
      place: KeyPlace,
      /** Nobody logs it: it follows from what `evidence` says. */
      isDeduced: z.boolean().optional(),
    }),
  ),
  /** Edges of the graph in the order in which they were used. */
  edges: z.array(z.string()),
  ok: z.boolean(),
  /** Polls of the servers themselves and of Sealab. */
  isHeartbeat: z.boolean(),
  tookMs: z.number().optional(),
});
export type KeyUse = z.infer<typeof KeyUse>;

/** A batch of uses; `lost` says how many were dropped before it, because nobody could take them. */
export const KeyUses = z.object({ uses: z.array(KeyUse), lost: z.number() });

export const keys = {
  /** Looked at every 2 s, and at once after a use of a key that changes it, while somebody listens. */
  'keys.graph': feed(z.strictObject({ lab: LabName }), KeyGraph),
  /**
   * Counts how the objects of a bucket are encrypted, in the order of their keys, from xl.meta on the drives. No server
   * is asked, so no key is used. The last count of each bucket stands in `keys.graph`.
   */
  'keys.count': operation(
    z.strictObject({
      lab: LabName,
      bucket: BucketName,
      limit: z.number().int().min(1).max(1_000_000).default(10_000),
    }),
    ObjectCount,
  ),
  'keys.uses': stream(z.strictObject({ lab: LabName }), KeyUses),
} as const;
