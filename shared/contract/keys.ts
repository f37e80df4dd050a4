import { z } from 'zod';
import { feed, stream } from './kinds.ts';
import { LabName } from './labs.ts';

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
  'keys.uses': stream(z.strictObject({ lab: LabName }), KeyUses),
} as const;
