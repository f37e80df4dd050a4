import type { Secret } from '#shared/secret.ts';
import type { OperationContext } from './operation-context.ts';

/** One object, or one version of it. */
export interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
  /** `null` is the version of a time without versioning. */
  readonly versionId?: string;
}

/** How one request asks for encryption. A customer key is 32 bytes in base64. */
export type RequestEncryption =
  | { readonly kind: 'bucket-default' }
  | { readonly kind: 'sse-s3' }
  | {
      readonly kind: 'sse-kms';
      readonly keyName: string;
      readonly context?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'sse-c'; readonly customerKey: Secret };

/** What to read, with the key that an SSE-C object needs. */
export interface ReadRequest extends ObjectPlace {
  readonly customerKey?: Secret;
}

export type Versioning = 'off' | 'enabled' | 'suspended';

export interface ListRequest {
  readonly bucket: string;
  readonly prefix: string;
  readonly delimiter: '' | '/';
  readonly versions: boolean;
  /** `next` of the page before. */
  readonly after?: string;
  readonly limit: number;
}

export interface ListedObject {
  readonly key: string;
  readonly sizeBytes: number;
  readonly modifiedAt: string;
  /** Without quotes. */
  readonly etag: string;
  /** Only where versions were asked for. */
  readonly versionId?: string;
  readonly isLatest: boolean;
  readonly isDeleteMarker: boolean;
}

export interface ListedPage {
  readonly rows: readonly ListedObject[];
  readonly prefixes: readonly string[];
  /** Opaque; absent on the last page. */
  readonly next?: string;
}

export interface UploadRequest {
  readonly bucket: string;
  readonly key: string;
  /** Exactly what `chunks` hold in all; anything else is `invalid-input` and nothing is written. */
  readonly sizeBytes: number;
  readonly contentType?: string;
  readonly encryption: RequestEncryption;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** The headers of an answer, as they came; names in small letters. */
export type AnswerHeaders = Readonly<Record<string, string>>;

export interface RewrapRequest {
  readonly bucket: string;
  /** Every object whose name begins with it. */
  readonly prefix: string;
  readonly encryption: { readonly kind: 'sse-s3' } | { readonly kind: 'sse-kms'; readonly keyName: string };
}

/** Buckets and objects of one MinIO node. Throws `s3-error` with the server's code, `not-found`, `service-timeout`, `cancelled`. */
export interface ObjectApi {
  listBuckets(signal: AbortSignal): Promise<readonly { readonly name: string; readonly createdAt: string }[]>;
  /** Throws `conflict` for a bucket that is not empty. */
  deleteBucket(bucket: string, signal: AbortSignal): Promise<void>;
  getVersioning(bucket: string, signal: AbortSignal): Promise<Versioning>;
  setVersioning(bucket: string, state: Exclude<Versioning, 'off'>, signal: AbortSignal): Promise<void>;
  list(request: ListRequest, signal: AbortSignal): Promise<ListedPage>;
  /** A HEAD request. */
  headers(request: ReadRequest, signal: AbortSignal): Promise<AnswerHeaders>;
  /** The plaintext in order. Fails where the answer ends before its length. */
  readStream(request: ReadRequest, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /**
   * One PUT up to 16 MiB, multipart above. Reports bytes. However it fails, no part is left behind. Returns the headers of the
   * last answer.
   */
  writeStream(request: UploadRequest, context: OperationContext): Promise<AnswerHeaders>;
  /** Removes an object or one version. A versioned bucket gets a delete marker where no version is named. */
  removeObject(place: ObjectPlace, signal: AbortSignal): Promise<void>;
  /** Copies an object onto itself, metadata kept. `request.customerKey` opens the source. */
  copyOntoItself(request: ReadRequest, encryption: RequestEncryption, signal: AbortSignal): Promise<void>;
  /**
   * MinIO's batch job `keyrotate`, until it has ended; reports objects. Cancelling stops the job too. Throws `s3-error` where
   * it did not take all, and where MinIO goes on with what was cancelled.
   */
  rewrap(request: RewrapRequest, context: OperationContext): Promise<{ readonly objects: number }>;
}
