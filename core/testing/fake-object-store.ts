import { SealabError } from '#shared/errors.ts';
import type { BucketEncryption, ObjectStore, ServiceCredentials } from '../ports/services.ts';
import { fileOf, notThere, portOf, reach } from './fake-endpoint.ts';
import { keyStoreOf } from './fake-kes.ts';
import type { FakeMinioState, FakeObject } from './fake-minio-state.ts';
import { createFakeObjectApi } from './fake-object-api.ts';
import { eraseObject, writeObject } from './fake-object-layout.ts';
import type { FakeService, FakeWorld } from './fake-world.ts';

const PLAIN: BucketEncryption = { kind: 'none' };

/** How many of these nodes must live so that the erasure set can be written. */
function writeQuorum(nodes: number): number {
  return nodes === 1 ? 1 : Math.floor(nodes / 2) + 1;
}

/** One MinIO node: objects land on the fake engine's drives, encrypted where the bucket says so. */
export function createFakeObjectStore(
  world: FakeWorld,
  place: { readonly url: string; readonly caPem: string; readonly nodes: number },
  { rootUser, rootPassword }: Pick<ServiceCredentials, 'rootUser' | 'rootPassword'>,
): ObjectStore {
  const liveNodes = (lab: string): number =>
    world.running(lab).filter(({ spec }) => spec.service.startsWith('minio')).length;

  const canWrite = (lab: string): boolean =>
    liveNodes(lab) >= writeQuorum(place.nodes) && world.minioOf(lab).hasQuorum;

  function open(): { readonly node: FakeService; readonly state: FakeMinioState } {
    const node = reach(world, place);
    if (node === undefined) throw notThere(place.url);
    const environment = fileOf(node, '/minio.env');
    if (
      !environment.includes(`MINIO_ROOT_USER=${rootUser}\n`) ||
      !environment.includes(`MINIO_ROOT_PASSWORD=${rootPassword.reveal()}\n`)
    ) {
      throw new SealabError('unauthorized', 'MinIO refused: InvalidAccessKeyId.');
    }
    return { node, state: world.minioOf(node.spec.lab) };
  }

  function openForWrite(bucket?: string): ReturnType<typeof open> {
    const opened = open();
    if (!canWrite(opened.node.spec.lab)) throw new SealabError('s3-error', 'MinIO: SlowDownWrite.');
    if (bucket !== undefined && !opened.state.buckets.has(bucket))
      throw new SealabError('not-found', `There is no bucket ${bucket}.`);
    return opened;
  }

  function objectOf(
    bucket: string,
    key: string,
  ): { readonly node: FakeService; readonly object: FakeObject } {
    const { node, state } = open();
    const object = state.objects.get(`${bucket}/${key}`);
    if (object === undefined) throw new SealabError('not-found', `There is no object ${bucket}/${key}.`);
    return { node, object };
  }

  /** Throws as MinIO does when it has to ask KES for a key and gets none. */
  function requireKey(node: FakeService, encryption: BucketEncryption): void {
    if (encryption.kind === 'none') return;
    const environment = fileOf(node, '/minio.env');
    const kes = world.listenerOn(portOf(/MINIO_KMS_KES_ENDPOINT=(\S+)/.exec(environment)?.[1] ?? ''));
    const keys = kes === undefined ? undefined : keyStoreOf(world, kes)?.keys;
    const name =
      encryption.kind === 'sse-kms'
        ? encryption.keyName
        : (/MINIO_KMS_KES_KEY_NAME=(\S+)/.exec(environment)?.[1] ?? '');
    if (keys?.has(name) !== true) throw new SealabError('s3-error', `MinIO: the key ${name} cannot be used.`);
  }

  /** Counts what a node was asked for, and the question to KES where the object is encrypted. */
  function count(node: FakeService, encryption: BucketEncryption): void {
    const { counts } = world.minioOf(node.spec.lab);
    const { s3, keys } = counts.get(node.spec.service) ?? { s3: 0, keys: 0 };
    counts.set(node.spec.service, { s3: s3 + 1, keys: keys + (encryption.kind === 'none' ? 0 : 1) });
  }

  const call = async <T>(method: string, signal: AbortSignal, effect: () => T | Promise<T>): Promise<T> =>
    await world.calls.run({ name: `objects.${method}`, detail: place.url, signal }, effect);

  return {
    ...createFakeObjectApi({ world, open, openForWrite, requireKey, call }),
    health: async (signal) =>
      await call('health', signal, () => {
        const node = reach(world, place);
        if (node === undefined) return { isLive: false, hasWriteQuorum: false, writeQuorum: undefined };
        const needed = writeQuorum(place.nodes);
        return { isLive: true, hasWriteQuorum: canWrite(node.spec.lab), writeQuorum: needed };
      }),
    traffic: async (signal) =>
      await call('traffic', signal, () => {
        const node = reach(world, place);
        if (node === undefined) return undefined;
        const counted = world.minioOf(node.spec.lab).counts.get(node.spec.service);
        return { s3Requests: counted?.s3 ?? 0, keyRequests: counted?.keys ?? 0 };
      }),
    reachesKms: async (signal) =>
      await call('reachesKms', signal, () => {
        const node = reach(world, place);
        if (node === undefined) return undefined;
        const kes = /MINIO_KMS_KES_ENDPOINT=(\S+)/.exec(fileOf(node, '/minio.env'))?.[1] ?? '';
        return world.listenerOn(portOf(kes)) !== undefined;
      }),
    drives: async (signal) =>
      await call('drives', signal, () => {
        const node = reach(world, place);
        if (node === undefined) return undefined;
        const live = world.running(node.spec.lab).map(({ spec }) => spec);
        return live
          .filter(({ service }) => service.startsWith('minio'))
          .map(({ ports }) => ({
            nodeAddress: place.nodes === 1 ? undefined : `127.0.0.1:${ports[0]?.hostPort ?? 0}`,
            isOnline: true,
          }));
      }),
    ensureBucket: async (bucket, signal) =>
      await call('ensureBucket', signal, () => {
        const { buckets } = openForWrite().state;
        buckets.set(bucket, buckets.get(bucket) ?? PLAIN);
      }),
    bucketExists: async (bucket, signal) =>
      await call('bucketExists', signal, () => open().state.buckets.has(bucket)),
    getEncryption: async (bucket, signal) =>
      await call('getEncryption', signal, () => open().state.buckets.get(bucket) ?? PLAIN),
    setEncryption: async (bucket, encryption, signal) =>
      await call(
        'setEncryption',
        signal,
        () => void openForWrite(bucket).state.buckets.set(bucket, encryption),
      ),
    put: async (bucket, { key, body }, signal) =>
      await call('put', signal, async () => {
        const { node, state } = openForWrite(bucket);
        const asked = state.buckets.get(bucket) ?? PLAIN;
        requireKey(node, asked);
        count(node, asked);
        const object = {
          body,
          encryption: world.faults.encryptionOff === true ? PLAIN : asked,
        };
        await writeObject(world, { node, path: `${bucket}/${key}`, object });
        state.objects.set(`${bucket}/${key}`, object);
      }),
    get: async (bucket, key, signal) =>
      await call('get', signal, () => {
        const { node, object } = objectOf(bucket, key);
        requireKey(node, object.encryption);
        count(node, object.encryption);
        if (world.faults.readsDiffer !== true) return object.body;
        const body = object.body.slice();
        body[0] = (body[0] ?? 0) ^ 1;
        return body;
      }),
    head: async (bucket, key, signal) =>
      await call('head', signal, () => {
        const { body, encryption } = objectOf(bucket, key).object;
        const isShown = world.faults.headerMissing !== true;
        return {
          sizeBytes: body.length,
          etag: 'etag',
          encryption:
            !isShown || encryption.kind === 'none'
              ? undefined
              : encryption.kind === 'sse-kms'
                ? 'aws:kms'
                : 'AES256',
          keyName: isShown && encryption.kind === 'sse-kms' ? encryption.keyName : undefined,
        };
      }),
    remove: async (bucket, key, signal) =>
      await call('remove', signal, async () => {
        const { node, state } = openForWrite();
        state.objects.delete(`${bucket}/${key}`);
        await eraseObject(world, { node, path: `${bucket}/${key}` });
      }),
  };
}
