import type { DriveCopy, RegionKind } from '#shared/contract/inspector.ts';
import type { ObjectRef } from '#shared/contract/objects.ts';
import { isCancelled } from '#shared/errors.ts';
import type { Client } from '#shared/protocol/client.ts';
import type { ObjectSnapshot } from './rotation-rows.ts';

/** Of each drive's first file with data. */
const COMPARED_BYTES = 65_536;
const DATA_KINDS: ReadonlySet<RegionKind> = new Set([
  'bitrot-hash',
  'dare-header',
  'ciphertext',
  'tag',
  'plaintext',
  'parity',
  'padding',
]);

/** Reads what an object is now: its metadata, the beginning of its data on each drive, and the digest of its plaintext. */
export async function takeSnapshot(
  client: Client,
  object: ObjectRef,
  signal: AbortSignal,
): Promise<ObjectSnapshot> {
  const stored = await client.ask('inspector.object', object, { signal });
  const data = new Map<string, Uint8Array>();
  for (const copy of stored.drives) {
    const bytes = await dataOf(client, { object, copy, signal });
    if (bytes !== undefined) data.set(copy.drive, bytes);
  }
  const walk = await client.run('inspector.walk', object, { signal });
  return { stored, data, sha256: walk.plaintext?.sha256 };
}

interface DataRequest {
  readonly object: ObjectRef;
  readonly copy: DriveCopy;
  readonly signal: AbortSignal;
}

/** Only the regions that are the object's data: metadata around inline data changes with every write. */
async function dataOf(
  client: Client,
  { object, copy, signal }: DataRequest,
): Promise<Uint8Array | undefined> {
  const file = copy.files.find(({ kind }) => kind === 'part') ?? copy.files[0];
  if (copy.state !== 'ok' || file === undefined) return undefined;
  try {
    const window = { drive: copy.drive, path: file.path, offset: 0, length: COMPARED_BYTES };
    const { bytes, offset, regions } = await client.ask(
      'inspector.bytes',
      { ...object, ...window },
      { signal },
    );
    const parts = regions
      .filter(({ kind }) => DATA_KINDS.has(kind))
      .map((region) =>
        bytes.subarray(Math.max(0, region.offset - offset), region.offset + region.length - offset),
      );
    return joined(parts);
  } catch (thrown) {
    if (isCancelled(thrown)) throw thrown;
    // A drive that cannot be read now is left out of the comparison, which says how many were compared.
    return undefined;
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
