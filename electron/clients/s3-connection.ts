import type { S3Client } from '@aws-sdk/client-s3';
import type { ServiceCredentials } from '#core/ports/services.ts';
import { cancelledError, SealabError } from '#shared/errors.ts';
import { pause, startDeadline } from './deadline.ts';
import type { HttpsJson } from './https-json.ts';
import { type Server, timeoutError } from './network-errors.ts';
import { isNotReady, s3Error } from './s3-errors.ts';

/** A node without quorum never answers, and one with a paused peer takes 15 s. */
const timeoutMs = 30_000;
const notReadyLimitMs = 10_000;
const notReadyPauseMs = 200;

/** The SDK costs 0.15 s and 30 MB: it is loaded at the first request. */
export function loadSdk() {
  return import('@aws-sdk/client-s3');
}
type Sdk = Awaited<ReturnType<typeof loadSdk>>;

export interface S3Request<Result> {
  /** What the request is for, as a verb: "create the bucket b". Errors say it. */
  readonly purpose: string;
  readonly send: (
    client: S3Client,
    options: { readonly sdk: Sdk; readonly abortSignal: AbortSignal },
  ) => Promise<Result>;
}

/** Signed S3 requests to one node, over the connections of `endpoint`. */
export class S3Connection implements Disposable {
  readonly #endpoint: HttpsJson;
  readonly #credentials: Pick<ServiceCredentials, 'rootUser' | 'rootPassword'>;
  #client: S3Client | undefined;

  constructor(endpoint: HttpsJson, credentials: Pick<ServiceCredentials, 'rootUser' | 'rootPassword'>) {
    this.#endpoint = endpoint;
    this.#credentials = credentials;
  }

  /** Whom it talks to. */
  get server(): Server {
    return this.#endpoint.server;
  }

  /** One try. Throws `not-found`, `s3-error`, `tls-error`, `service-timeout`, `cancelled`. */
  async run<Result>(request: S3Request<Result>, signal: AbortSignal): Promise<Result> {
    using deadline = startDeadline(signal, timeoutMs);
    try {
      const sdk = await loadSdk();
      const client = await this.#connect(sdk);
      return await request.send(client, { sdk, abortSignal: deadline.signal });
    } catch (thrown) {
      if (signal.aborted) throw cancelledError(thrown);
      if (deadline.timedOut()) throw timeoutError(this.#endpoint.server, request.purpose, timeoutMs);
      throw s3Error(thrown, this.#endpoint.server, request.purpose);
    }
  }

  /** Tries again for up to 10 s while the node answers that it is not ready, as it does for seconds after a start. */
  async runWhenReady<Result>(request: S3Request<Result>, signal: AbortSignal): Promise<Result> {
    const until = performance.now() + notReadyLimitMs;
    for (;;) {
      try {
        return await this.run(request, signal);
      } catch (thrown) {
        if (!isNotReadyError(thrown) || performance.now() >= until) throw thrown;
      }
      await pause(notReadyPauseMs, signal);
    }
  }

  [Symbol.dispose](): void {
    this.#client?.destroy();
    this.#endpoint[Symbol.dispose]();
  }

  async #connect(sdk: Sdk): Promise<S3Client> {
    const { NodeHttpHandler } = await import('@smithy/node-http-handler');
    this.#client ??= new sdk.S3Client({
      endpoint: this.#endpoint.server.url,
      region: 'us-east-1',
      forcePathStyle: true,
      maxAttempts: 1,
      // Objects on the drives hold what the server makes of them, and no checksum of a client.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      credentials: {
        accessKeyId: this.#credentials.rootUser,
        secretAccessKey: this.#credentials.rootPassword.reveal(),
      },
      requestHandler: new NodeHttpHandler({ httpsAgent: this.#endpoint.agent() }),
    });
    return this.#client;
  }
}

function isNotReadyError(thrown: unknown): boolean {
  return thrown instanceof SealabError && isNotReady(thrown);
}
