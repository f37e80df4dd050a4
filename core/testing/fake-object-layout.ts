import type { BucketEncryption } from '../ports/services.ts';
import type { FakeObject } from './fake-minio-state.ts';
import type { FakeService, FakeWorld } from './fake-world.ts';
import { encodeXlMeta } from './fake-xl-meta.ts';

/** Objects up to this size live inside xl.meta (MinIO `storageclass.DefaultInlineBlock`). */
const INLINE_BYTES = 128 * 1024;
const SEALED_KEY_BYTES = 64;
const PREFIX = 'X-Minio-Internal-Server-Side-Encryption';
const DATA_FOLDER = '07070707-0707-0707-0707-070707070707';

interface Placed {
  readonly node: FakeService;
  /** `<bucket>/<key>`. */
  readonly path: string;
}

/** Writes an object to every drive as MinIO does: one shard each, small ones inside xl.meta. */
export async function writeObject(
  world: FakeWorld,
  { node, path, object }: Placed & { readonly object: FakeObject },
): Promise<void> {
  const { lab } = node.spec;
  const { drives } = world.engine;
  const names = await drives.list(lab);
  const isPlain = object.encryption.kind === 'none';
  const stored = isPlain && world.faults.plainIsScrambled !== true ? object.body : scramble(object.body);
  const shards = shardsOf(stored, names.length);
  const isInline = object.body.length <= INLINE_BYTES;
  for (const [at, drive] of names.entries()) {
    const shard = shards[at] ?? new Uint8Array(0);
    const meta = encodeXlMeta({
      system: {
        ...systemMeta(object.encryption, { sealedKeyBytes: world.faults.sealedKeyBytes ?? SEALED_KEY_BYTES }),
        'x-minio-internal-inline-data': String(isInline),
      },
      data: dataShards(names.length),
      parity: names.length - dataShards(names.length),
      index: at + 1,
      sizeBytes: object.body.length,
      ...(isInline ? { inline: shard } : {}),
    });
    await drives.write(lab, drive, { path: `${path}/xl.meta`, content: meta });
    if (!isInline) await drives.write(lab, drive, { path: `${path}/${DATA_FOLDER}/part.1`, content: shard });
  }
  const [first] = names;
  if (world.faults.plaintextLeak === true && first !== undefined) {
    await drives.write(lab, first, { path: `.minio.sys/tmp/${path}`, content: object.body });
  }
}

export async function eraseObject(world: FakeWorld, { node, path }: Placed): Promise<void> {
  const { lab } = node.spec;
  for (const drive of await world.engine.drives.list(lab)) await world.engine.drives.remove(lab, drive, path);
}

/** Bytes that hold no text: the highest bit of each is changed. Twice gives the same bytes again. */
export function scramble(bytes: Uint8Array): Uint8Array {
  const padded = new Uint32Array(Math.ceil(bytes.length / 4));
  const scrambled = new Uint8Array(padded.buffer);
  scrambled.set(bytes);
  for (let at = 0; at < padded.length; at += 1) padded[at] = (padded[at] ?? 0) ^ 0x81a2c3e4;
  return scrambled.subarray(0, bytes.length);
}

function dataShards(drives: number): number {
  return drives === 1 ? 1 : drives / 2;
}

/** The data in equal pieces, then parity; nobody heals here, so that is only zeros. */
function shardsOf(bytes: Uint8Array, drives: number): readonly Uint8Array[] {
  const data = dataShards(drives);
  const size = Math.ceil(bytes.length / data);
  const pieces = Array.from({ length: data }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
  const parity = Array.from({ length: drives - data }, () => new Uint8Array(size));
  return [...pieces, ...parity];
}

function systemMeta(
  encryption: BucketEncryption,
  { sealedKeyBytes }: { readonly sealedKeyBytes: number },
): Record<string, string> {
  if (encryption.kind === 'none') return {};
  const sealed = btoa(String.fromCharCode(...new Uint8Array(sealedKeyBytes).fill(0x20)));
  return {
    [`${PREFIX}-Iv`]: btoa('i'.repeat(32)),
    [`${PREFIX}-Seal-Algorithm`]: 'DAREv2-HMAC-SHA256',
    [`${PREFIX}-S3-Kms-Key-Id`]: encryption.kind === 'sse-kms' ? encryption.keyName : 'my-key',
    [`${PREFIX}-S3-Kms-Sealed-Key`]: btoa('data key, sealed by KES'),
    [encryption.kind === 'sse-kms' ? `${PREFIX}-Kms-Sealed-Key` : `${PREFIX}-S3-Sealed-Key`]: sealed,
  };
}
