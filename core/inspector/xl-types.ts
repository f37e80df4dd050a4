import type { Region } from '#shared/contract/inspector.ts';

/** What `readXlMeta` gives: one xl.meta, as MinIO keeps it for each object on each drive. */
export interface XlMeta {
  /** Of the envelope; 1.3 is what MinIO writes now. */
  readonly major: number;
  readonly minor: number;
  /** Layout of the version headers, 1 to 3; 0 before 1.3, which has none. */
  readonly headerVersion: number;
  /** Hint of what the writing server knew, 1 to 3; 0 before 1.3. */
  readonly metaVersion: number;
  /** The low half of xxHash64 over everything but the inline data; absent before 1.2. */
  readonly checksum?: XlChecksum;
  /** Newest first. */
  readonly versions: readonly XlVersion[];
  /** Every byte of the file, without gap or overlap; made when it is asked for. */
  readonly regions: readonly XlRegion[];
}

export interface XlChecksum {
  readonly stored: number;
  readonly computed: number;
  readonly ok: boolean;
}

export type XlRegion = Region;

/** Where something lies in the file. */
export interface Place {
  readonly offset: number;
  readonly length: number;
}

export interface XlVersion {
  /** A UUID, or `null` for the version of a time without versioning. */
  readonly versionId: string;
  /** Unix time in nanoseconds. */
  readonly modifiedNs: bigint;
  readonly kind: 'object' | 'delete-marker' | 'legacy';
  readonly flags: {
    /** Only keeps track of content in a tier; no version that a client sees. */
    readonly isFreeVersion: boolean;
    readonly usesDataDir: boolean;
    readonly isInline: boolean;
  };
  /** Four bytes that are the same on every drive; none before 1.3. */
  readonly signature: Uint8Array;
  readonly object?: XlObject;
  readonly deleteMarker?: { readonly system: ReadonlyMap<string, Uint8Array> };
  /** Release time of the server that wrote it, Unix seconds; absent where it had none. */
  readonly writtenBySeconds?: number;
  /** Layout of its header, 1 to 3; 0 where it has none. */
  readonly layout: number;
}

export interface XlErasure {
  /** Data shards (`EcM`). */
  readonly data: number;
  /** Parity shards (`EcN`). */
  readonly parity: number;
  readonly blockBytes: number;
  /** Which shard this drive holds, 1-based; data shards come first. */
  readonly index: number;
  /** The shard of each drive of the set, in the order of the drives. */
  readonly distribution: readonly number[];
}

export interface XlPart {
  /** As the client numbered it; may have gaps. */
  readonly number: number;
  /** After encryption, before erasure coding. */
  readonly storedBytes: number;
  readonly plainBytes?: number;
  readonly etag?: string;
  /** Where the compressed stream can be entered; encrypted where the object is. */
  readonly compressionIndex?: Uint8Array;
}

export interface XlObject {
  /** A UUID: the folder of the part files. */
  readonly dataDir: string;
  readonly erasure: XlErasure;
  readonly parts: readonly XlPart[];
  /** Sum of the parts as they are stored. */
  readonly sizeBytes: number;
  /** Internal metadata, `x-minio-internal-…`. */
  readonly system: ReadonlyMap<string, Uint8Array>;
  readonly user: ReadonlyMap<string, string>;
}
