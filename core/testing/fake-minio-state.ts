import type { BucketEncryption } from '../ports/services.ts';

export interface FakeObject {
  readonly body: Uint8Array;
  readonly encryption: BucketEncryption;
}

/** What the MinIO nodes of one lab keep. */
export interface FakeMinioState {
  readonly buckets: Map<string, BucketEncryption>;
  /** By `<bucket>/<key>`. */
  readonly objects: Map<string, FakeObject>;
  /** False where drives are gone although their nodes live. */
  hasQuorum: boolean;
  /** What each node was asked for and asked KES for, by service. */
  readonly counts: Map<string, { s3: number; keys: number }>;
}

export function emptyMinio(): FakeMinioState {
  return { buckets: new Map(), objects: new Map(), hasQuorum: true, counts: new Map() };
}
