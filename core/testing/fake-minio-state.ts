import type { Versioning } from '../ports/object-api.ts';
import type { BucketEncryption } from '../ports/services.ts';

export interface FakeObject {
  readonly body: Uint8Array;
  readonly encryption: BucketEncryption;
  /** Of SSE-C, in base64. What the drives hold is not scrambled then. */
  readonly customerKey?: string;
  readonly context?: string;
  readonly contentType?: string;
  readonly modifiedAt?: string;
}

/** One entry of a versioned bucket; a delete marker has no object. */
export interface FakeVersion {
  readonly versionId: string;
  readonly modifiedAt: string;
  readonly object?: FakeObject;
}

/** What the MinIO nodes of one lab keep. */
export interface FakeMinioState {
  readonly buckets: Map<string, BucketEncryption>;
  readonly versioning: Map<string, Versioning>;
  /** By `<bucket>/<key>`: what a request without a version gets. */
  readonly objects: Map<string, FakeObject>;
  /** By `<bucket>/<key>`, newest first; only where the bucket was ever versioned. */
  readonly versions: Map<string, readonly FakeVersion[]>;
  /** False where drives are gone although their nodes live. */
  hasQuorum: boolean;
  /** What each node was asked for and asked KES for, by service. */
  readonly counts: Map<string, { s3: number; keys: number }>;
  /** Rewraps so far. */
  rewraps: number;
}

export function emptyMinio(): FakeMinioState {
  return {
    buckets: new Map(),
    versioning: new Map(),
    objects: new Map(),
    versions: new Map(),
    hasQuorum: true,
    counts: new Map(),
    rewraps: 0,
  };
}
