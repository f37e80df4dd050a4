import type {
  BucketEncryption,
  ClusterHealth,
  ObjectStore,
  ServiceCredentials,
} from '#core/ports/services.ts';
import { SealabError } from '#shared/errors.ts';
import { rewrapByJob } from './batch-keyrotate.ts';
import type { HttpsJson } from './https-json.ts';
import { readDrives, readKmsReach, readTraffic } from './node-traffic.ts';
import { deleteBucket, getVersioning, listBuckets, setVersioning } from './object-buckets.ts';
import { copyOntoItself, removeObject } from './object-copy.ts';
import { listObjects } from './object-list.ts';
import { readHeaders, readStream } from './object-read.ts';
import { writeStream } from './object-upload.ts';
import { S3Connection } from './s3-connection.ts';

const arnPrefix = 'arn:aws:kms:';
const healthTimeoutMs = 5_000;

/**
 * One MinIO node. `ensureBucket`, `setEncryption` and `put` wait up to 10 s for a node that has just started
 * (503 SlowDown…, XMinioServerNotInitialized); everything else fails at once.
 */
export function createObjectStore(
  endpoint: HttpsJson,
  credentials: Pick<ServiceCredentials, 'rootUser' | 'rootPassword'>,
): ObjectStore & Disposable {
  const s3 = new S3Connection(endpoint, credentials);
  return {
    health: (signal) => health(endpoint, signal),
    traffic: (signal) => readTraffic(endpoint, credentials, signal),
    reachesKms: (signal) => readKmsReach(endpoint, credentials, signal),
    drives: (signal) => readDrives(endpoint, credentials, signal),
    listBuckets: (signal) => listBuckets(s3, signal),
    deleteBucket: (bucket, signal) => deleteBucket(s3, bucket, signal),
    getVersioning: (bucket, signal) => getVersioning(s3, bucket, signal),
    setVersioning: (bucket, state, signal) => setVersioning(s3, { bucket, state }, signal),
    list: (request, signal) => listObjects(s3, request, signal),
    headers: (request, signal) => readHeaders(s3, request, signal),
    readStream: (request, signal) => readStream(s3, request, signal),
    writeStream: (request, context) => writeStream(s3, request, context),
    removeObject: (place, signal) => removeObject(s3, place, signal),
    copyOntoItself: (request, encryption, signal) => copyOntoItself(s3, { request, encryption }, signal),
    rewrap: (request, context) => rewrapByJob({ endpoint, credentials }, request, context),
    ensureBucket: (bucket, signal) => ensureBucket(s3, bucket, signal),
    bucketExists: (bucket, signal) => bucketExists(s3, bucket, signal),
    getEncryption: (bucket, signal) => getEncryption(s3, bucket, signal),
    setEncryption: (bucket, encryption, signal) => setEncryption(s3, { bucket, encryption }, signal),
    async put(bucket, { key, body }, signal) {
      const purpose = `write ${bucket}/${key}`;
      await s3.runWhenReady(
        {
          purpose,
          send: (client, { sdk, abortSignal }) =>
            client.send(new sdk.PutObjectCommand({ Bucket: bucket, Key: key, Body: body }), { abortSignal }),
        },
        signal,
      );
    },
    get: (bucket, key, signal) =>
      s3.run(
        {
          purpose: `read ${bucket}/${key}`,
          async send(client, { sdk, abortSignal }) {
            const answer = await client.send(new sdk.GetObjectCommand({ Bucket: bucket, Key: key }), {
              abortSignal,
            });
            return (await answer.Body?.transformToByteArray()) ?? new Uint8Array();
          },
        },
        signal,
      ),
    head: (bucket, key, signal) =>
      s3.run(
        {
          purpose: `describe ${bucket}/${key}`,
          async send(client, { sdk, abortSignal }) {
            const answer = await client.send(new sdk.HeadObjectCommand({ Bucket: bucket, Key: key }), {
              abortSignal,
            });
            return {
              sizeBytes: answer.ContentLength ?? 0,
              etag: (answer.ETag ?? '').replaceAll('"', ''),
              encryption: answer.ServerSideEncryption,
              keyName: answer.SSEKMSKeyId === undefined ? undefined : keyNameOf(answer.SSEKMSKeyId),
            };
          },
        },
        signal,
      ),
    remove: (bucket, key, signal) => removeObject(s3, { bucket, key }, signal),
    [Symbol.dispose]: () => s3[Symbol.dispose](),
  };
}

/** `cluster` answers 503 without write quorum; its header tells the number of drives that a write needs. */
async function health(endpoint: HttpsJson, signal: AbortSignal): Promise<ClusterHealth> {
  const ask = (path: string) => endpoint.send({ method: 'GET', path, timeoutMs: healthTimeoutMs }, signal);
  const [live, cluster] = await Promise.all([ask('/minio/health/live'), ask('/minio/health/cluster')]);
  const quorum = cluster.kind === 'answer' ? Number(cluster.headers['x-minio-write-quorum']) : Number.NaN;
  return {
    isLive: live.kind === 'answer' && live.status === 200,
    hasWriteQuorum: cluster.kind === 'answer' && cluster.status === 200,
    writeQuorum: Number.isInteger(quorum) ? quorum : undefined,
  };
}

async function ensureBucket(s3: S3Connection, bucket: string, signal: AbortSignal): Promise<void> {
  try {
    await s3.runWhenReady(
      {
        purpose: `create the bucket ${bucket}`,
        send: (client, { sdk, abortSignal }) =>
          client.send(new sdk.CreateBucketCommand({ Bucket: bucket }), { abortSignal }),
      },
      signal,
    );
  } catch (thrown) {
    if (!isServerCode(thrown, 'BucketAlreadyOwnedByYou')) throw thrown;
  }
}

async function bucketExists(s3: S3Connection, bucket: string, signal: AbortSignal): Promise<boolean> {
  try {
    await s3.run(
      {
        purpose: `describe the bucket ${bucket}`,
        send: (client, { sdk, abortSignal }) =>
          client.send(new sdk.HeadBucketCommand({ Bucket: bucket }), { abortSignal }),
      },
      signal,
    );
    return true;
  } catch (thrown) {
    if (thrown instanceof SealabError && thrown.code === 'not-found') return false;
    throw thrown;
  }
}

async function getEncryption(
  s3: S3Connection,
  bucket: string,
  signal: AbortSignal,
): Promise<BucketEncryption> {
  try {
    const answer = await s3.run(
      {
        purpose: `tell the default encryption of ${bucket}`,
        send: (client, { sdk, abortSignal }) =>
          client.send(new sdk.GetBucketEncryptionCommand({ Bucket: bucket }), { abortSignal }),
      },
      signal,
    );
    const rule = answer.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault;
    if (rule === undefined) return { kind: 'none' };
    if (rule.SSEAlgorithm !== 'aws:kms') return { kind: 'sse-s3' };
    return { kind: 'sse-kms', keyName: keyNameOf(rule.KMSMasterKeyID ?? '') };
  } catch (thrown) {
    if (isServerCode(thrown, 'ServerSideEncryptionConfigurationNotFoundError')) return { kind: 'none' };
    throw thrown;
  }
}

async function setEncryption(
  s3: S3Connection,
  { bucket, encryption }: { readonly bucket: string; readonly encryption: BucketEncryption },
  signal: AbortSignal,
): Promise<void> {
  await s3.runWhenReady(
    {
      purpose: `set the default encryption of ${bucket}`,
      async send(client, { sdk, abortSignal }) {
        if (encryption.kind === 'none') {
          await client.send(new sdk.DeleteBucketEncryptionCommand({ Bucket: bucket }), { abortSignal });
          return;
        }
        const rule =
          encryption.kind === 'sse-s3'
            ? ({ SSEAlgorithm: 'AES256' } as const)
            : ({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: encryption.keyName } as const);
        const configuration = { Rules: [{ ApplyServerSideEncryptionByDefault: rule }] };
        await client.send(
          new sdk.PutBucketEncryptionCommand({
            Bucket: bucket,
            ServerSideEncryptionConfiguration: configuration,
          }),
          { abortSignal },
        );
      },
    },
    signal,
  );
}

function keyNameOf(keyId: string): string {
  return keyId.startsWith(arnPrefix) ? keyId.slice(arnPrefix.length) : keyId;
}

function isServerCode(thrown: unknown, serverCode: string): boolean {
  return thrown instanceof SealabError && thrown.details?.['serverCode'] === serverCode;
}
