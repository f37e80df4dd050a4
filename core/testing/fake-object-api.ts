import { SealabError } from '#shared/errors.ts';
import { joinBytes, toHex } from '../bytes.ts';
import type {
  AnswerHeaders,
  ObjectApi,
  ObjectPlace,
  ReadRequest,
  RequestEncryption,
} from '../ports/object-api.ts';
import type { BucketEncryption } from '../ports/services.ts';
import type { FakeMinioState, FakeObject } from './fake-minio-state.ts';
import { eraseObject, writeObject } from './fake-object-layout.ts';
import { fakeListing, versionsOf } from './fake-object-list.ts';
import type { FakeService, FakeWorld } from './fake-world.ts';

const CHUNK_BYTES = 64 * 1024;

interface Opened {
  readonly node: FakeService;
  readonly state: FakeMinioState;
}

/** What the object half of the fake store borrows from the other. */
export interface FakeNode {
  readonly world: FakeWorld;
  readonly open: () => Opened;
  readonly openForWrite: (bucket?: string) => Opened;
  /** Throws where KES gives no key for it. */
  readonly requireKey: (node: FakeService, encryption: BucketEncryption) => void;
  readonly call: <T>(method: string, signal: AbortSignal, effect: () => T | Promise<T>) => Promise<T>;
}

/** Buckets, objects, versions and uploads of a fake MinIO. */
export function createFakeObjectApi({ world, open, openForWrite, requireKey, call }: FakeNode): ObjectApi {
  const now = (): string => world.clock.now().toISOString();

  function find(request: ReadRequest): FakeObject {
    const { state } = open();
    const path = pathOf(request);
    const versions = state.versions.get(path) ?? [];
    const version = versions.find(({ versionId }) => versionId === request.versionId);
    const object = request.versionId === undefined ? state.objects.get(path) : version?.object;
    if (object === undefined) throw new SealabError('not-found', `There is no object ${path}.`);
    if (object.customerKey !== undefined && object.customerKey !== request.customerKey?.reveal())
      throw new SealabError('s3-error', `MinIO does not read ${path}: InvalidRequest.`);
    return object;
  }

  /** Puts an object in its place: a new version where the bucket has them. */
  async function store(place: ObjectPlace, object: FakeObject): Promise<AnswerHeaders> {
    const { node, state } = openForWrite(place.bucket);
    const path = pathOf(place);
    requireKey(node, object.encryption);
    await writeObject(world, { node, path, object });
    const known = versionsOf(world, state, path);
    state.objects.set(path, object);
    if ((state.versioning.get(place.bucket) ?? 'off') === 'off') return headersOf(object);
    const versionId = `version-${known.length + 1}`;
    state.versions.set(path, [{ versionId, modifiedAt: now(), object }, ...known]);
    return { ...headersOf(object), 'x-amz-version-id': versionId };
  }

  function asked(
    bucket: string,
    encryption: RequestEncryption,
  ): Partial<FakeObject> & Pick<FakeObject, 'encryption'> {
    switch (encryption.kind) {
      case 'bucket-default':
        return { encryption: open().state.buckets.get(bucket) ?? { kind: 'none' } };
      case 'sse-s3':
        return { encryption: { kind: 'sse-s3' } };
      case 'sse-kms':
        return {
          encryption: { kind: 'sse-kms', keyName: encryption.keyName },
          ...(encryption.context === undefined ? {} : { context: JSON.stringify(encryption.context) }),
        };
      case 'sse-c':
        return { encryption: { kind: 'none' }, customerKey: encryption.customerKey.reveal() };
    }
  }

  async function remove({ bucket, key, versionId }: ObjectPlace): Promise<void> {
    const { node, state } = openForWrite(bucket);
    const path = `${bucket}/${key}`;
    const known = versionsOf(world, state, path);
    if (versionId === undefined && (state.versioning.get(bucket) ?? 'off') !== 'off') {
      state.objects.delete(path);
      state.versions.set(path, [{ versionId: `version-${known.length + 1}`, modifiedAt: now() }, ...known]);
      return;
    }
    const left = versionId === undefined ? [] : known.filter((version) => version.versionId !== versionId);
    state.versions.set(path, left);
    const latest = left[0]?.object;
    if (latest === undefined) state.objects.delete(path);
    else state.objects.set(path, latest);
    if (left.length === 0) await eraseObject(world, { node, path });
  }

  return {
    listBuckets: async (signal) =>
      await call('listBuckets', signal, () =>
        [...open().state.buckets.keys()].sort().map((name) => ({ name, createdAt: now() })),
      ),
    deleteBucket: async (bucket, signal) =>
      await call('deleteBucket', signal, () => {
        const { state } = openForWrite(bucket);
        const isUsed = [
          ...state.objects.keys(),
          ...[...state.versions].flatMap(([path, all]) => (all.length > 0 ? [path] : [])),
        ].some((path) => path.startsWith(`${bucket}/`));
        if (isUsed) throw new SealabError('conflict', `The bucket ${bucket} is not empty.`);
        state.buckets.delete(bucket);
      }),
    getVersioning: async (bucket, signal) =>
      await call('getVersioning', signal, () => open().state.versioning.get(bucket) ?? 'off'),
    setVersioning: async (bucket, versioning, signal) =>
      await call('setVersioning', signal, () => {
        openForWrite(bucket).state.versioning.set(bucket, versioning);
      }),
    list: async (request, signal) =>
      await call('list', signal, () => fakeListing(world, open().state, request)),
    headers: async (request, signal) => await call('headers', signal, () => headersOf(find(request))),
    async *readStream(request, signal) {
      const body = await call('readStream', signal, () => {
        const object = find(request);
        requireKey(open().node, object.encryption);
        return object.body;
      });
      for (let at = 0; at < body.length; at += CHUNK_BYTES) yield body.subarray(at, at + CHUNK_BYTES);
    },
    writeStream: async (request, { signal, report }) => {
      const chunks: Uint8Array[] = [];
      let done = 0;
      for await (const chunk of request.chunks) {
        chunks.push(chunk);
        done += chunk.length;
        report({ done, total: request.sizeBytes, unit: 'bytes' });
      }
      if (done !== request.sizeBytes) throw new SealabError('invalid-input', 'The sizes differ.');
      return await call(
        'writeStream',
        signal,
        async () =>
          await store(request, {
            body: joinBytes(chunks),
            modifiedAt: now(),
            ...asked(request.bucket, request.encryption),
            ...(request.contentType === undefined ? {} : { contentType: request.contentType }),
          }),
      );
    },
    removeObject: async (place, signal) =>
      await call('removeObject', signal, async () => await remove(place)),
    copyOntoItself: async (request, encryption, signal) =>
      await call('copyOntoItself', signal, async () => {
        const { customerKey: _old, context: _context, ...kept } = find(request);
        await store(request, { ...kept, ...asked(request.bucket, encryption), modifiedAt: now() });
      }),
    rewrap: async ({ bucket, prefix, encryption }, { signal, report }) =>
      await call('rewrap', signal, () => {
        const { node, state } = openForWrite(bucket);
        const wanted = [...state.objects].filter(
          ([path, object]) =>
            path.startsWith(`${bucket}/${prefix}`) && object.encryption.kind === encryption.kind,
        );
        for (const [path, object] of wanted) {
          requireKey(node, encryption);
          state.objects.set(path, { ...object, encryption, modifiedAt: now() });
        }
        state.rewraps += 1;
        report({ done: wanted.length, unit: 'items' });
        return { objects: wanted.length };
      }),
  };

  function headersOf(object: FakeObject): AnswerHeaders {
    const { encryption } = object;
    return {
      'content-length': String(object.body.length),
      etag: `"${toHex(world.crypto.md5(object.body))}"`,
      'last-modified': object.modifiedAt ?? now(),
      ...(object.contentType === undefined ? {} : { 'content-type': object.contentType }),
      ...(encryption.kind === 'sse-s3' ? { 'x-amz-server-side-encryption': 'AES256' } : {}),
      ...(encryption.kind === 'sse-kms'
        ? {
            'x-amz-server-side-encryption': 'aws:kms',
            'x-amz-server-side-encryption-aws-kms-key-id': `arn:aws:kms:${encryption.keyName}`,
          }
        : {}),
      ...(object.customerKey === undefined
        ? {}
        : { 'x-amz-server-side-encryption-customer-algorithm': 'AES256' }),
    };
  }
}

function pathOf({ bucket, key }: ObjectPlace): string {
  return `${bucket}/${key}`;
}
