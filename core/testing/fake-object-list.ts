import { SealabError } from '#shared/errors.ts';
import { toHex } from '../bytes.ts';
import type { ListedObject, ListedPage, ListRequest } from '../ports/object-api.ts';
import type { FakeMinioState, FakeObject, FakeVersion } from './fake-minio-state.ts';
import type { FakeWorld } from './fake-world.ts';

/** One page of a bucket, as MinIO lists it; only the rows are counted against the limit. */
export function fakeListing(world: FakeWorld, state: FakeMinioState, request: ListRequest): ListedPage {
  if (!state.buckets.has(request.bucket))
    throw new SealabError('not-found', `There is no bucket ${request.bucket}.`);
  const rows = [...new Set([...state.objects.keys(), ...state.versions.keys()])]
    .filter((path) => path.startsWith(`${request.bucket}/${request.prefix}`))
    .sort()
    .flatMap((path) => rowsOf(world, state, { path, withVersions: request.versions }));
  const prefixes = new Set<string>();
  const shown = rows.filter(({ key }) => {
    const end = request.delimiter === '' ? -1 : key.indexOf('/', request.prefix.length);
    if (end < 0) return true;
    prefixes.add(key.slice(0, end + 1));
    return false;
  });
  const from = Number(request.after ?? 0);
  const next = from + request.limit;
  return {
    rows: shown.slice(from, next),
    prefixes: from === 0 ? [...prefixes] : [],
    ...(next < shown.length ? { next: String(next) } : {}),
  };
}

/** The versions of a path, newest first; what was written before there was versioning is the version `null`. */
export function versionsOf(world: FakeWorld, state: FakeMinioState, path: string): readonly FakeVersion[] {
  const object = state.objects.get(path);
  const only =
    object === undefined ? [] : [{ versionId: 'null', modifiedAt: modifiedAt(world, object), object }];
  return state.versions.get(path) ?? only;
}

function rowsOf(
  world: FakeWorld,
  state: FakeMinioState,
  { path, withVersions }: { readonly path: string; readonly withVersions: boolean },
): readonly ListedObject[] {
  const object = state.objects.get(path);
  const key = path.slice(path.indexOf('/') + 1);
  if (!withVersions)
    return object === undefined ? [] : [rowOf(world, key, { object, modifiedAt: modifiedAt(world, object) })];
  return versionsOf(world, state, path).map((version, index) => ({
    ...rowOf(world, key, version),
    versionId: version.versionId,
    isLatest: index === 0,
  }));
}

function rowOf(
  world: FakeWorld,
  key: string,
  { object, modifiedAt }: Omit<FakeVersion, 'versionId'>,
): ListedObject {
  return {
    key,
    sizeBytes: object?.body.length ?? 0,
    modifiedAt,
    etag: object === undefined ? '' : toHex(world.crypto.md5(object.body)),
    isLatest: true,
    isDeleteMarker: object === undefined,
  };
}

function modifiedAt(world: FakeWorld, object: FakeObject): string {
  return object.modifiedAt ?? world.clock.now().toISOString();
}
