import { SealabError } from '#shared/errors.ts';
import type { NodeAdmin, TracedRequest } from '../ports/services.ts';
import { notThere, reach } from './fake-endpoint.ts';
import type { FakeService, FakeWorld } from './fake-world.ts';

/** Who follows the trace of each lab; for tests that say what MinIO was asked. */
const followers = new WeakMap<FakeWorld, Map<string, Set<(requests: readonly TracedRequest[]) => void>>>();

function followersOf(world: FakeWorld, lab: string): Set<(requests: readonly TracedRequest[]) => void> {
  const labs = followers.get(world) ?? new Map<string, Set<(requests: readonly TracedRequest[]) => void>>();
  followers.set(world, labs);
  const found = labs.get(lab) ?? new Set();
  labs.set(lab, found);
  return found;
}

/** MinIO answered these requests. Who follows no trace does not see them. */
export function traced(world: FakeWorld, lab: string, requests: readonly TracedRequest[]): void {
  for (const follow of followersOf(world, lab)) follow(requests);
}

/** A request as the trace tells it, for tests: a GET of an object that SSE-S3 encrypts. */
export function tracedRequest(part: Partial<TracedRequest>): TracedRequest {
  return {
    at: '2026-11-21T10:00:00.000Z',
    tookMs: 3,
    node: 'minio',
    operation: 'GetObject',
    method: 'GET',
    bucket: 'photos',
    key: 'a.txt',
    status: 200,
    encryption: 'sse-s3',
    keyName: undefined,
    refusal: undefined,
    userAgent: 'mc',
    isLook: false,
    ...part,
  };
}

/** The admin API of one fake node. */
export function createFakeNodeAdmin(
  world: FakeWorld,
  place: { readonly url: string; readonly caPem: string; readonly node: string },
): NodeAdmin {
  function node(): FakeService {
    const found = reach(world, place);
    if (found === undefined) throw notThere(place.url);
    return found;
  }

  return {
    async *trace(signal) {
      const { lab } = node().spec;
      const batches: (readonly TracedRequest[])[] = [[]];
      let wake = (): void => undefined;
      const follow = (requests: readonly TracedRequest[]): void => {
        batches.push(requests);
        wake();
      };
      const followed = followersOf(world, lab);
      followed.add(follow);
      signal.addEventListener('abort', () => wake(), { once: true });
      try {
        while (!signal.aborted) {
          if (reach(world, place) === undefined) throw notThere(place.url);
          const next = batches.shift();
          if (next !== undefined) yield next;
          else await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        followed.delete(follow);
      }
    },
    buckets: async (_isFresh, signal) =>
      await world.calls.run({ name: 'admin.buckets', detail: place.url, signal }, () => {
        const { buckets, objects } = world.minioOf(node().spec.lab);
        return [...buckets.keys()].map((name) => ({
          name,
          createdAt: '2026-11-21T09:00:00Z',
          objects: [...objects.keys()].filter((path) => path.startsWith(`${name}/`)).length,
          countedAt: '2026-11-21T09:59:00Z',
        }));
      }),
    bucketDefault: async (bucket, signal) =>
      await world.calls.run({ name: 'admin.bucketDefault', detail: bucket, signal }, () => {
        const found = world.minioOf(node().spec.lab).buckets.get(bucket);
        if (found === undefined) throw new SealabError('not-found', `There is no bucket ${bucket}.`);
        return found;
      }),
  };
}
