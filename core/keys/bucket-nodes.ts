import type { KeyEdge, KeyNode, ObjectCount } from '#shared/contract/keys.ts';
import { clockTime } from './clock-time.ts';
import { countEvidence, encryptedWords, isOf } from './count-words.ts';
import type { BucketFacts, KeyFacts } from './facts.ts';
import type { BucketUse, KeyMemory } from './key-memory.ts';
import { edgeOf, evidenceOf, fact, nodeOf } from './node-parts.ts';

/** More buckets are not drawn. */
const MOST = 100;

/** The default of each bucket, and its objects. */
export function bucketNodes(
  facts: KeyFacts,
  memory: KeyMemory,
): { readonly nodes: readonly KeyNode[]; readonly edges: readonly KeyEdge[] } {
  const buckets = (facts.buckets.value ?? []).slice(0, MOST);
  return {
    nodes: buckets.flatMap((bucket) => {
      const use = memory.buckets.get(bucket.name);
      const count = memory.counts.get(bucket.name);
      return [
        bucketOf(bucket, facts, use),
        // A bucket of the same name may have come after the count.
        objectsOf({ bucket, facts, use, count: isOf(bucket, count) ? count : undefined }),
      ];
    }),
    edges: buckets.flatMap((bucket) => edgesOf(bucket, facts, seenKeys(bucket, memory))),
  };
}

/** The KES key that a bucket's default names; undefined where it has none, or nobody told. */
export function keyOfBucket({ encryption }: BucketFacts, keyName: string): string | undefined {
  if (encryption === undefined || encryption.kind === 'none') return undefined;
  return encryption.kind === 'sse-kms' && encryption.keyName !== '' ? encryption.keyName : keyName;
}

function bucketOf(bucket: BucketFacts, facts: KeyFacts, use: BucketUse | undefined): KeyNode {
  const key = keyOfBucket(bucket, facts.keyName);
  const { encryption } = bucket;
  const isDown = facts.buckets.problem !== undefined;
  return nodeOf({
    id: `bucket:${bucket.name}`,
    kind: 'bucket',
    title: bucket.name,
    place: 'minio',
    ...(encryption === undefined
      ? { state: 'unknown', stateText: 'MinIO does not tell its default' }
      : isDown
        ? { state: 'unknown', stateText: `MinIO does not answer; before: ${nameOf(encryption.kind)}` }
        : encryption.kind === 'none'
          ? { state: 'absent', stateText: 'no default encryption' }
          : { state: 'present', stateText: `${nameOf(encryption.kind)} with ${key ?? ''}` }),
    facts: [
      ...fact('Default', encryption === undefined ? undefined : nameOf(encryption.kind)),
      ...fact('KES key', key),
      ...fact('Created', bucket.createdAt),
    ],
    evidence: [
      ...evidenceOf(`GET /${bucket.name}?encryption`, { ...facts.buckets, value: encryption }, (known) =>
        known.kind === 'none'
          ? 'ServerSideEncryptionConfigurationNotFoundError'
          : known.kind === 'sse-s3'
            ? 'SSEAlgorithm: AES256. SSE-S3 names no key: MinIO takes its default key.'
            : `SSEAlgorithm: aws:kms, KMSMasterKeyID: ${known.keyName}`,
      ),
    ],
    lastUsedAt: use?.lastUsedAt,
  });
}

function nameOf(kind: 'none' | 'sse-s3' | 'sse-kms'): string {
  return { none: 'none', 'sse-s3': 'SSE-S3', 'sse-kms': 'SSE-KMS' }[kind];
}

/** How many objects: MinIO's scanner counts them now and then, and the trace tells what came since somebody looks. */
function objectsOf({
  bucket,
  facts,
  use,
  count,
}: {
  readonly bucket: BucketFacts;
  readonly facts: KeyFacts;
  readonly use: BucketUse | undefined;
  readonly count: ObjectCount | undefined;
}): KeyNode {
  const { objects, countedAt } = bucket;
  const isDown = facts.buckets.problem !== undefined;
  const counted = objects === undefined ? undefined : `${objects} at ${clockTime(countedAt ?? facts.at)}`;
  const since = use === undefined ? undefined : clockTime(use.since);
  return nodeOf({
    id: `objects:${bucket.name}`,
    kind: 'objects',
    title: objects === undefined ? 'objects' : `${objects} ${objects === 1 ? 'object' : 'objects'}`,
    place: 'drives',
    state:
      count === undefined && (isDown || (objects === undefined && use === undefined)) ? 'unknown' : 'present',
    stateText:
      count !== undefined
        ? `${encryptedWords(count)} at ${clockTime(count.at)}`
        : isDown
          ? 'MinIO does not answer'
          : (counted === undefined ? 'not counted yet' : `counted ${counted}`) +
            (use === undefined || use.written === 0 ? '' : `, ${use.written} written since ${since ?? ''}`),
    facts: [
      ...fact('Counted by MinIO’s scanner', counted),
      ...fact(`Written since ${since ?? ''}`, use?.written),
      ...fact('Of these encrypted', use === undefined || use.written === 0 ? undefined : use.encrypted),
      ...fact(
        `Removed since ${since ?? ''}`,
        use === undefined || use.removed === 0 ? undefined : use.removed,
      ),
      ...fact('How many are encrypted', count === undefined ? 'not counted: nobody asked for it' : undefined),
    ],
    evidence: [
      ...(count === undefined ? [] : [countEvidence(count)]),
      ...evidenceOf('GET /minio/admin/v3/datausageinfo', facts.buckets, () =>
        objects === undefined
          ? `the scanner has not counted ${bucket.name} yet`
          : `"objectsCount":${objects}`,
      ),
      ...(use === undefined
        ? []
        : [
            {
              source: 'MinIO’s trace',
              text: `${use.written} written, ${use.removed} removed since ${since ?? ''}`,
              at: use.lastUsedAt,
            },
          ]),
    ],
    protects: objects,
    count,
    lastUsedAt: use?.lastUsedAt,
  });
}

/**
 * A bucket without a default has a line from MinIO's default key that is not in use. A key that objects were seen to
 * need although it is not the default has a line of its own.
 */
function edgesOf(bucket: BucketFacts, facts: KeyFacts, seen: ReadonlyMap<string, string>): KeyEdge[] {
  const key = keyOfBucket(bucket, facts.keyName);
  const at = `bucket:${bucket.name}`;
  const objects = `objects:${bucket.name}`;
  const others = [...seen].filter(([name]) => name !== key);
  return [
    key === undefined
      ? edgeOf(`kes:${facts.keyName}`, at, { label: 'not the default of', isInUse: false })
      : edgeOf(`kes:${key}`, at, { label: 'default of', isInUse: true }),
    edgeOf(at, objects, {
      label: key === undefined ? 'leaves new objects plain' : 'encrypts new objects',
      isInUse: key !== undefined,
    }),
    ...others.map(([name, label]) => edgeOf(`kes:${name}`, objects, { label, isInUse: true })),
  ];
}

/** The keys that objects of a bucket were seen to need, each with what shows it. */
function seenKeys(bucket: BucketFacts, { buckets, counts }: KeyMemory): ReadonlyMap<string, string> {
  const count = counts.get(bucket.name);
  const counted = isOf(bucket, count) ? (count?.groups ?? []) : [];
  return new Map([
    ...[...(buckets.get(bucket.name)?.keys ?? [])].map((name) => [name, 'was named by a request'] as const),
    ...counted.flatMap(({ keyName, objects }) =>
      keyName === undefined || objects === 0
        ? []
        : [[keyName, `is named by ${objects} ${objects === 1 ? 'object' : 'objects'}`] as const],
    ),
  ]);
}
