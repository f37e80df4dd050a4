import { describe, expect, it } from 'vitest';
import type { ObjectCount } from '#shared/contract/keys.ts';
import { bucketNodes } from './bucket-nodes.ts';
import { type KeyFacts, notAsked } from './facts.ts';
import { KeyMemory } from './key-memory.ts';

const AT = '2026-11-21T10:00:00.000Z';
const count: ObjectCount = {
  bucket: 'docs',
  at: AT,
  objects: 1200,
  looked: 1000,
  groups: [
    { encryption: 'sse-kms', keyName: 'second', objects: 600, olderVersions: 1 },
    { encryption: 'sse-s3', keyName: 'my-key', objects: 300, olderVersions: 0 },
    { encryption: 'none', objects: 90, olderVersions: 4 },
  ],
  deleted: 8,
  unreadable: 2,
  drives: ['minio1', 'minio3'],
  notListed: [{ drive: 'minio2', reason: 'It is gone.' }],
  stoppedAt: 'k.txt',
};

function factsOf(createdAt: string): KeyFacts {
  const bucket = {
    name: 'docs',
    createdAt,
    objects: 1190,
    countedAt: AT,
    encryption: { kind: 'sse-s3' } as const,
    encryptionAt: AT,
  };
  return {
    at: AT,
    keyName: 'my-key',
    kv: 1,
    shares: { kept: 3, threshold: 2 },
    running: undefined,
    vault: notAsked(AT),
    keyring: notAsked(AT),
    names: notAsked(AT),
    entries: new Map(),
    kes: notAsked(AT),
    kesComponentVersion: '0.24.0',
    kesStartedAt: undefined,
    kesOfflineSince: undefined,
    kesCameBack: undefined,
    hasAudit: undefined,
    buckets: { value: [bucket], problem: undefined, at: AT },
    nodes: ['minio'],
  };
}

function pictureOf(createdAt = '2026-11-20T00:00:00.000Z', counts = new Map([['docs', count]])) {
  const { nodes, edges } = bucketNodes(factsOf(createdAt), new KeyMemory(1, counts));
  return { node: nodes.find(({ id }) => id === 'objects:docs'), edges };
}

describe('the objects of a bucket in the picture', () => {
  it('are told as the count found them, with what it did not look at', () => {
    const { node } = pictureOf();
    expect(node?.stateText).toContain(
      '900 of 992 encrypted, 2 not readable, of the first 1,000 of 1,200 at ',
    );
    expect(node?.count).toEqual(count);
    expect(node?.evidence[0]).toEqual({
      source: 'xl.meta on minio1, minio3',
      text: [
        'SSE-KMS with second: 600, and 1 older version',
        'SSE-S3 with my-key: 300',
        'Not encrypted: 90, and 4 older versions',
        'delete markers: 8',
        'not readable: 2',
      ].join('\n'),
      at: AT,
    });
  });

  it('have a line from a key that the count found and that is not the default', () => {
    const { edges } = pictureOf();
    expect(edges.find(({ id }) => id === 'kes:second>objects:docs')?.label).toBe('is named by 600 objects');
    expect(edges.some(({ id }) => id === 'kes:my-key>objects:docs')).toBe(false);
  });

  it('are not told by the count of an older bucket of the same name', () => {
    const { node, edges } = pictureOf('2026-11-21T11:00:00.000Z');
    expect(node?.facts).toContainEqual({
      name: 'How many are encrypted',
      value: 'not counted: nobody asked for it',
    });
    expect(node?.count).toBeUndefined();
    expect(edges.some(({ id }) => id === 'kes:second>objects:docs')).toBe(false);
  });
});
