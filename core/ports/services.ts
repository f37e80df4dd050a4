import type { Secret } from '#shared/secret.ts';
import type { ObjectApi } from './object-api.ts';
import type { VaultApi } from './vault-api.ts';

export interface KesStatus {
  /** As KES says it; undefined for one that was built from source and has no version of its own. */
  readonly version: string | undefined;
  readonly keystoreReachable: boolean;
  readonly keystoreLatencyMs: number | undefined;
  /** Since its start; undefined where KES does not tell. */
  readonly uptimeSeconds?: number;
}

export interface DataKey {
  readonly plaintext: Secret;
  /** base64, as KES gives it. */
  readonly ciphertext: string;
}

/** KES's HTTP API over mTLS with the lab's own `sealab` identity. Throws `kes-error`, `unauthorized`, `not-found`, `service-timeout`. */
export interface KesApi {
  /** undefined while nothing answers. */
  status(signal: AbortSignal): Promise<KesStatus | undefined>;
  createKey(name: string, signal: AbortSignal): Promise<'created' | 'exists'>;
  listKeys(signal: AbortSignal): Promise<readonly string[]>;
  generate(key: string, context: Uint8Array, signal: AbortSignal): Promise<DataKey>;
  decrypt(
    key: string,
    sealed: { readonly ciphertext: string; readonly context: Uint8Array },
    signal: AbortSignal,
  ): Promise<Secret>;
  /**
   * Requests about keys answered since KES was started, with the look at the default key that each MinIO node takes
   * every 10 s; status, readiness and metrics are not among them. undefined where KES does not tell.
   */
  keyRequests(signal: AbortSignal): Promise<number | undefined>;
  /** Lines of KES's audit log (JSON), from now on, until the signal aborts. */
  auditLog(signal: AbortSignal): AsyncIterable<string>;
}

export type BucketEncryption =
  | { readonly kind: 'none' }
  | { readonly kind: 'sse-s3' }
  | { readonly kind: 'sse-kms'; readonly keyName: string };

export interface ObjectHead {
  readonly sizeBytes: number;
  readonly etag: string;
  /** The `x-amz-server-side-encryption` header; absent on a plain object. */
  readonly encryption: string | undefined;
  /** The key name of SSE-KMS, without the `arn:aws:kms:` prefix. */
  readonly keyName: string | undefined;
}

export interface ClusterHealth {
  readonly isLive: boolean;
  readonly hasWriteQuorum: boolean;
  readonly writeQuorum: number | undefined;
}

/** What one MinIO node counted since it was started. A field is undefined where this MinIO does not tell. */
export interface NodeTraffic {
  /** S3 requests that it answered, of any client; health checks, metrics and admin calls are not among them. */
  readonly s3Requests: number | undefined;
  /** Requests for keys that it sent to KES, refused ones too. */
  readonly keyRequests: number | undefined;
}

/** One drive, as the asked node sees it. */
export interface DriveStatus {
  /** The node's `host:port`; undefined where there is one node only. */
  readonly nodeAddress: string | undefined;
  readonly isOnline: boolean;
}

/** S3 and health endpoints of one MinIO node. Throws `s3-error` with the server's own code, `not-found`, `service-timeout`. */
export interface ObjectStore extends ObjectApi {
  health(signal: AbortSignal): Promise<ClusterHealth>;
  /** undefined while nothing answers. */
  traffic(signal: AbortSignal): Promise<NodeTraffic | undefined>;
  /** Whether the node itself reaches KES; undefined while it does not answer or does not tell. */
  reachesKms(signal: AbortSignal): Promise<boolean | undefined>;
  /** Every drive of the cluster, or undefined while nothing answers. */
  drives(signal: AbortSignal): Promise<readonly DriveStatus[] | undefined>;
  ensureBucket(bucket: string, signal: AbortSignal): Promise<void>;
  bucketExists(bucket: string, signal: AbortSignal): Promise<boolean>;
  getEncryption(bucket: string, signal: AbortSignal): Promise<BucketEncryption>;
  setEncryption(bucket: string, encryption: BucketEncryption, signal: AbortSignal): Promise<void>;
  put(
    bucket: string,
    object: { readonly key: string; readonly body: Uint8Array },
    signal: AbortSignal,
  ): Promise<void>;
  get(bucket: string, key: string, signal: AbortSignal): Promise<Uint8Array>;
  head(bucket: string, key: string, signal: AbortSignal): Promise<ObjectHead>;
  remove(bucket: string, key: string, signal: AbortSignal): Promise<void>;
}

/** One S3 request, as the trace of the MinIO node that answered it tells it. */
export interface TracedRequest {
  /** When it began. */
  readonly at: string;
  readonly tookMs: number;
  readonly node: string;
  /** `GetObject`. */
  readonly operation: string;
  readonly method: string;
  /** Empty for a request about no bucket, or no object. */
  readonly bucket: string;
  readonly key: string;
  readonly status: number;
  /** By the answer's headers; undefined for a plain object, and where the answer does not tell. */
  readonly encryption: 'sse-s3' | 'sse-kms' | 'sse-c' | undefined;
  /** Of SSE-KMS, without the `arn:aws:kms:` prefix. */
  readonly keyName: string | undefined;
  /** The server's code and words, where it refused. */
  readonly refusal: string | undefined;
  /** The program that asked, in its own words. */
  readonly userAgent: string;
  /** A look of Sealab's own. */
  readonly isLook: boolean;
}

export interface BucketCount {
  readonly name: string;
  readonly createdAt: string;
  /** Objects, as MinIO's scanner counted them last; undefined before it did. */
  readonly objects: number | undefined;
  readonly countedAt: string | undefined;
}

/** What Sealab looks at in one MinIO node. Nothing here makes MinIO ask KES. */
export interface NodeAdmin {
  /**
   * S3 requests of all nodes, in the batches in which they come, from now on until the signal aborts; first an empty
   * batch, when the node has begun. Throws `s3-error` when the node ends the trace or falls silent.
   */
  trace(signal: AbortSignal): AsyncIterable<readonly TracedRequest[]>;
  /** With `isFresh` by an S3 request, which the trace shows as a look; else by none, and a few seconds old. */
  buckets(isFresh: boolean, signal: AbortSignal): Promise<readonly BucketCount[]>;
  /** An S3 request that the trace shows as a look. */
  bucketDefault(bucket: string, signal: AbortSignal): Promise<BucketEncryption>;
}

/** One look at a listener: does TCP connect, does verified TLS succeed, when does its certificate end. */
export interface TlsProbe {
  readonly connects: boolean;
  readonly verified: boolean;
  readonly validUntil: string | undefined;
  readonly error: string | undefined;
}

export interface ServiceEndpoints {
  readonly caPem: string;
  readonly vaultUrl: string;
  readonly kesUrl: string;
  readonly minioUrls: Readonly<Record<string, string>>;
}
export interface ServiceCredentials {
  readonly kesClient: { readonly certificatePem: string; readonly keyPem: Secret };
  readonly rootUser: string;
  readonly rootPassword: Secret;
}

export interface LabClients extends Disposable {
  readonly vault: VaultApi;
  readonly kes: KesApi;
  /** By node name: `minio`, or `minio1` … `minio4`. */
  readonly objects: Readonly<Record<string, ObjectStore>>;
  /** By node name too. */
  readonly admin: Readonly<Record<string, NodeAdmin>>;
}

export interface ServiceClients {
  /** Loads what the first call needs, so that it can be done while a service starts. May be left out. */
  warmUp?(): Promise<void>;
  /** Clients for one lab. Cheap: nothing connects before the first call. */
  connect(endpoints: ServiceEndpoints, credentials: ServiceCredentials): LabClients;
  /** Vault alone, before there are other certificates. */
  vault(endpoints: Pick<ServiceEndpoints, 'caPem' | 'vaultUrl'>): VaultApi & Disposable;
  probe(
    address: {
      readonly host: string;
      readonly port: number;
      readonly caPem: string;
      readonly client?: ServiceCredentials['kesClient'];
    },
    signal: AbortSignal,
  ): Promise<TlsProbe>;
}
