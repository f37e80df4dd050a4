import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import { type Extract, extract } from 'tar-stream';
import type { OperationContext } from '#core/ports/operation-context.ts';
import { SealabError } from '#shared/errors.ts';
import { takeLock } from './build-lock.ts';
import { assertDiskSpace } from './disk-space.ts';
import { fromFileError, systemCode } from './file-errors.ts';
import { platform } from './platforms.ts';
import {
  damagedSet,
  manifestLimitBytes,
  manifestName,
  memberName,
  parseManifest,
  type SavedBinary,
  type SavedSetManifest,
} from './saved-set-format.ts';
import { checkSeal } from './set-seal.ts';
import { together } from './together.ts';

/** A binary that was taken out of a set and has the right checksum. */
export interface ExtractedBinary extends SavedBinary {
  /** In a temporary folder, for `takeOver` to move away. */
  readonly file: string;
}

type Member = Extract extends AsyncIterable<infer M> ? M : never;

interface Extraction {
  readonly file: string;
  readonly folder: string;
  readonly context: OperationContext;
}

/**
 * Takes a saved set apart into a temporary folder of the cache, checks all of it, and only then calls `takeOver`. The
 * folder is gone at the end, whatever happens. Throws `damaged-file`, `checksum-mismatch`, `newer-version`,
 * `unsupported`, `not-found`, `disk-full`, `cancelled`.
 */
export async function loadSet(
  set: {
    readonly file: string;
    readonly cacheFolder: string;
    readonly takeOver: (binaries: readonly ExtractedBinary[]) => Promise<void>;
  },
  context: OperationContext,
): Promise<void> {
  let folder: string | undefined;
  try {
    await using lock = await takeLock(join(set.cacheFolder, 'locks', 'load.lock'), {
      signal: context.signal,
      onWait: () => context.report({ detail: 'another Sealab loads a saved set' }),
    });
    void lock;
    await removeAbandoned(set.cacheFolder);
    folder = await mkdtemp(join(set.cacheFolder, 'load-'));
    await set.takeOver(await extractAll({ file: set.file, folder, context }));
  } catch (error) {
    throw toLoadError(error, set.file);
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

/** What a killed load left behind: as large as all binaries. The lock says that nobody uses it. */
async function removeAbandoned(cacheFolder: string): Promise<void> {
  for (const name of await readdir(cacheFolder)) {
    if (name.startsWith('load-')) await rm(join(cacheFolder, name), { recursive: true, force: true });
  }
}

async function extractAll(extraction: Extraction): Promise<readonly ExtractedBinary[]> {
  const content = await checkSeal(extraction.file, extraction.context.signal);
  const members = extract();
  const stop = new AbortController();
  const signal = AbortSignal.any([extraction.context.signal, stop.signal]);
  const read = pipeline(
    createReadStream(extraction.file, { end: content - 1 }),
    createZstdDecompress(),
    members,
    { signal },
  );
  return together(
    stop,
    takeMembers(members, { ...extraction, context: { ...extraction.context, signal } }),
    read,
  );
}

async function takeMembers(
  members: AsyncIterable<Member>,
  extraction: Extraction,
): Promise<readonly ExtractedBinary[]> {
  let manifest: SavedSetManifest | undefined;
  const taken: ExtractedBinary[] = [];
  let doneBytes = 0;
  for await (const member of members) {
    if (manifest === undefined) {
      manifest = parseManifest(await manifestText(member, extraction.file), {
        file: extraction.file,
        platform,
      });
      const bytes = totalBytes(manifest);
      await assertDiskSpace([{ folder: extraction.folder, bytes, what: 'binaries' }]);
      continue;
    }
    const binary = manifest.binaries[taken.length];
    assertMember(member, binary, extraction.file);
    const file = join(extraction.folder, String(taken.length));
    const total = totalBytes(manifest);
    const sha256 = await writeMember(member, file, {
      signal: extraction.context.signal,
      report: ({ done = 0 }) =>
        extraction.context.report({
          detail: `checking ${memberName(binary)}`,
          done: doneBytes + done,
          total,
          unit: 'bytes',
        }),
    });
    if (sha256 !== binary.sha256) throw wrongChecksum(extraction.file, binary, sha256);
    doneBytes += binary.sizeBytes;
    taken.push({ ...binary, file });
  }
  if (manifest === undefined) throw damagedSet(extraction.file, 'it is empty');
  if (taken.length < manifest.binaries.length) throw damagedSet(extraction.file, 'it ends too early');
  return taken;
}

/** Only what the manifest announces, in its order and size, is taken; a name is compared, never used as a path. */
function assertMember(
  member: Member,
  binary: SavedBinary | undefined,
  file: string,
): asserts binary is SavedBinary {
  const { name, size, type } = member.header;
  if (binary === undefined) throw damagedSet(file, `it holds ${JSON.stringify(name)} beyond its manifest`);
  if (type !== 'file' || name !== memberName(binary)) {
    throw damagedSet(file, `it holds a ${type} ${JSON.stringify(name)} where ${memberName(binary)} belongs`);
  }
  if (size !== binary.sizeBytes) {
    throw damagedSet(file, `${name} has ${size} bytes, and its manifest says ${binary.sizeBytes}`);
  }
}

async function manifestText(member: Member, file: string): Promise<string> {
  const { name, size } = member.header;
  if (name !== manifestName || size > manifestLimitBytes) {
    throw damagedSet(file, 'its first member is not the manifest of a saved set');
  }
  return text(member);
}

async function writeMember(member: Member, file: string, context: OperationContext): Promise<string> {
  const hash = createHash('sha256');
  let done = 0;
  const counted = new Transform({
    transform: (chunk: Buffer, _encoding, next) => {
      hash.update(chunk);
      done += chunk.length;
      context.report({ done });
      next(null, chunk);
    },
  });
  await pipeline(member, counted, createWriteStream(file, { flags: 'wx', mode: 0o700 }), {
    signal: context.signal,
  });
  return hash.digest('hex');
}

function totalBytes(manifest: SavedSetManifest): number {
  return manifest.binaries.reduce((sum, each) => sum + each.sizeBytes, 0);
}

function wrongChecksum(file: string, binary: SavedBinary, found: string): SealabError {
  return new SealabError(
    'checksum-mismatch',
    `${memberName(binary)} in ${file} does not have the checksum that its manifest says. Nothing was changed.`,
    {
      fix: 'Copy the file again from where it was saved, or save a new one: sealab provision --save FILE',
      details: { file, expected: binary.sha256, found },
    },
  );
}

/** Errors of the reading end without a system code come from zstd or tar: the bytes are wrong. */
function toLoadError(error: unknown, file: string): unknown {
  const known = fromFileError(error, `The saved set ${file} cannot be read`);
  if (known instanceof SealabError || !(error instanceof Error)) return known;
  const isSystemError = 'syscall' in error && systemCode(error) !== undefined;
  return isSystemError ? error : damagedSet(file, error.message.replace(/\.$/, ''), error);
}
