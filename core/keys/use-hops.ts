import type { KeyUse } from '#shared/contract/keys.ts';
import type { TracedRequest } from '../ports/services.ts';
import { keyOfBucket } from './bucket-nodes.ts';
import { clockTimeMs } from './clock-time.ts';
import type { BucketFacts, KeyFacts } from './facts.ts';
import type { KeyMemory, KeyRead } from './key-memory.ts';
import { kvPath } from './kv-path.ts';
import { isSilentAbout, type KeyWork } from './s3-work.ts';

type Hop = KeyUse['hops'][number];

/** Clocks of one machine, in milliseconds: lines are stamped a little before or after what they tell. */
const SLACK_MS = 20;

/** Measured with MinIO 2026-02-12 and KES 0.24 by KES's counter; HEAD and PUT ask once, and SSE-KMS asks once. */
const THREE_TIMES = 'One GET of an SSE-S3 object asks KES three times.';

/** What is known when the story of a request is told. */
interface Told {
  readonly facts: KeyFacts;
  readonly memory: KeyMemory;
}

function bucketOf(bucket: string, facts: KeyFacts): BucketFacts | undefined {
  return facts.buckets.value?.find(({ name }) => name === bucket);
}

/** The key that a bucket's default names; undefined for SSE-S3 and none. */
export function keyNamedBy(bucket: string, facts: KeyFacts): string | undefined {
  const encryption = bucketOf(bucket, facts)?.encryption;
  return encryption?.kind === 'sse-kms' && encryption.keyName !== '' ? encryption.keyName : undefined;
}

/** Whether MinIO was asked for the bucket's default after this request was seen, so that it is the one that was set. */
export function isDefaultHeard(
  { request, arrivedMs }: { readonly request: TracedRequest; readonly arrivedMs: number },
  facts: KeyFacts,
): boolean {
  const heardAt = bucketOf(request.bucket, facts)?.encryptionAt;
  return heardAt !== undefined && Date.parse(heardAt) >= arrivedMs;
}

/** Whether new objects of the bucket are encrypted. */
export function isDefaultEncrypted(bucket: string, facts: KeyFacts): boolean {
  const known = bucketOf(bucket, facts);
  return known !== undefined && keyOfBucket(known, facts.keyName) !== undefined;
}

/** The key that a request needs, and whence that is known. */
export function keyOfRequest(
  request: TracedRequest,
  facts: KeyFacts,
): { readonly key: string; readonly whence: string } {
  const { encryption, keyName, bucket, node, at } = request;
  const seen = `The answer's headers in the trace of ${node}, ${clockTimeMs(at)}`;
  if (encryption === 'sse-kms' && keyName !== undefined && keyName !== '')
    return { key: keyName, whence: `${seen}: x-amz-server-side-encryption: aws:kms, key ${keyName}.` };
  if (encryption === 'sse-s3')
    return {
      key: facts.keyName,
      whence: `${seen}: x-amz-server-side-encryption: AES256. SSE-S3 names no key; MinIO takes its default key.`,
    };
  const known = bucketOf(bucket, facts);
  const key = known === undefined ? undefined : keyOfBucket(known, facts.keyName);
  return {
    key: key ?? facts.keyName,
    whence: `The answer names no key. Deduced from ${key === undefined ? 'MinIO’s default key' : 'the bucket’s default'}.`,
  };
}

/** What MinIO asks KES. */
export function kesHop(
  request: TracedRequest,
  { work, key, whence }: { readonly work: KeyWork; readonly key: string; readonly whence: string },
  counted: string,
): Hop {
  const asks = {
    generate: `MinIO asks KES for a data key under ${key}`,
    decrypt: `MinIO asks KES to decrypt with ${key}`,
    try: `MinIO asks KES for a data key under ${key}, to see that the key is there`,
    'decrypt-each': `MinIO asks KES to decrypt the key of each SSE-S3 object, for its ETag`,
    customer: '',
    none: '',
  }[work];
  const refused = request.refusal;
  const times =
    work === 'decrypt' && request.operation === 'GetObject' && request.encryption === 'sse-s3'
      ? THREE_TIMES
      : '';
  const evidence = [
    whence,
    counted,
    times,
    'KES itself logs no use of a key, so the request to it is deduced.',
  ];
  if (refused !== undefined)
    return {
      text: `${asks}, and gets none`,
      evidence: `MinIO answers ${refused} (trace of ${request.node}).`,
      place: 'kes',
    };
  return {
    text: asks,
    evidence: evidence.filter((part) => part !== '').join(' '),
    place: 'kes',
    isDeduced: true,
  };
}

/** Whether KES asked Vault during the request, by Vault's audit log. */
export function vaultHop(
  request: TracedRequest,
  key: string,
  { facts, memory }: Told,
): { readonly hop: Hop; readonly read: KeyRead | undefined } {
  const path = kvPath(key, facts.kv);
  const fromMs = Date.parse(request.at) - SLACK_MS;
  const toMs = Date.parse(request.at) + request.tookMs + SLACK_MS;
  const read = memory.readsOf(key, fromMs, toMs)[0];
  if (read !== undefined) {
    const how = read.error === undefined ? '' : `, which refuses: ${read.error.trim()}`;
    return {
      read,
      hop: {
        text: `KES reads ${path} from Vault: it was not in its cache${how}`,
        evidence: `Vault's audit log, ${clockTimeMs(read.at)}: read ${path} for KES.`,
        place: 'vault',
      },
    };
  }
  if (request.operation === 'HeadObject' && facts.kes.value?.keystoreReachable === false)
    return {
      read,
      hop: {
        text: 'KES does not reach Vault. Whether it still had the key is not told: HEAD answers without it, with the sealed ETag',
        evidence: '"keystore_unreachable":true in GET /v1/status of KES.',
        place: 'vault',
      },
    };
  if (facts.hasAudit === false || memory.lastAuditAt === undefined)
    return {
      read,
      hop: {
        text: 'It is not known whether KES asks Vault',
        evidence: 'Vault writes no audit log. Stop and start the lab: then it does.',
        place: 'vault',
      },
    };
  const last = memory.lastReads.get(key);
  const before =
    last === undefined
      ? 'and none before, as far as the log was read'
      : `the last one was at ${clockTimeMs(last.at)}`;
  const span = `from ${clockTimeMs(new Date(fromMs))} to ${clockTimeMs(new Date(toMs))}`;
  return {
    read,
    hop: {
      text:
        request.refusal === undefined
          ? 'Vault is not asked: KES has the key in its cache'
          : 'No request of KES arrives at Vault',
      evidence: `Vault's audit log has no read of ${path} ${span}; ${before}.`,
      place: 'vault',
      isDeduced: true,
    },
  };
}

/** What the setting of a default is told as where nobody says which it is. */
export function unheardHop({ node, at }: TracedRequest): Hop {
  return {
    text: 'It is not known which key the new default names',
    evidence: `Set by a request in the trace of ${node}, ${clockTimeMs(at)}; MinIO did not tell the bucket's default after it.`,
    place: 'minio',
  };
}

/** What a request without a KES key is told as. */
export function plainHop(request: TracedRequest, work: 'customer' | 'none' | 'try'): Hop {
  const where = `the trace of ${request.node}, ${clockTimeMs(request.at)}`;
  if (work === 'customer')
    return {
      text: 'The client brings the key: KES and Vault are not asked',
      evidence: `x-amz-server-side-encryption-customer-algorithm in the answer's headers, ${where}.`,
      place: 'minio',
    };
  if (work === 'try')
    return {
      text: 'No key is used: the default names none',
      evidence: `The bucket's default is SSE-S3, as MinIO tells now; set by a request in ${where}.`,
      place: 'minio',
    };
  if (isSilentAbout(request))
    return {
      text: 'No key is used, unless the request itself named one',
      evidence: `The bucket has no default encryption, and the answer to this request never tells (${where}).`,
      place: 'minio',
      isDeduced: true,
    };
  if (request.encryption === undefined)
    return {
      text: 'No key is used: the object is not encrypted',
      evidence: `No x-amz-server-side-encryption in the answer's headers, ${where}.`,
      place: 'minio',
    };
  return {
    text: 'No key is used: its data is not opened',
    evidence: `x-amz-server-side-encryption: aws:kms in the answer's headers, ${where}; MinIO shows the ETag of SSE-KMS as it is stored.`,
    place: 'minio',
  };
}

/** The lines of the graph, from the outermost key that was used to the objects. */
export function edgesOf(
  { bucket, key: object }: Pick<TracedRequest, 'bucket' | 'key'>,
  { key, read }: { readonly key: string; readonly read: KeyRead | undefined },
  facts: KeyFacts,
): string[] {
  const known = bucketOf(bucket, facts);
  const isDefault = known !== undefined && keyOfBucket(known, facts.keyName) === key;
  return [
    ...(read === undefined ? [] : [`keyring>kv:${key}`, `kv:${key}>kes:${key}`]),
    ...(isDefault
      ? [`kes:${key}>bucket:${bucket}`, ...(object === '' ? [] : [`bucket:${bucket}>objects:${bucket}`])]
      : [`kes:${key}>objects:${bucket}`]),
  ];
}
