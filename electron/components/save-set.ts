import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress } from 'node:zlib';
import { type Pack, pack } from 'tar-stream';
import type { ComponentBinary } from '#core/ports/components.ts';
import type { OperationContext } from '#core/ports/operation-context.ts';
import { SealabError } from '#shared/errors.ts';
import { keyOf } from './catalogue.ts';
import { fromFileError } from './file-errors.ts';
import { platform } from './platforms.ts';
import {
  formatVersions,
  manifestName,
  memberName,
  type SavedBinary,
  type SavedSetManifest,
} from './saved-set-format.ts';
import { sealFor } from './set-seal.ts';
import { together } from './together.ts';

export interface BinaryToSave extends ComponentBinary {
  readonly sizeBytes: number;
  readonly goVersion?: string | undefined;
  readonly builtAt: string;
}

/**
 * Writes the binaries into one file: a temporary one beside it, then a rename, so that `file` is the old one or a whole
 * new one. Throws `not-found` for no binaries, `checksum-mismatch` when one changed, `disk-full`, `cancelled`.
 */
export async function saveSet(
  file: string,
  binaries: readonly BinaryToSave[],
  context: OperationContext,
): Promise<{ readonly sizeBytes: number; readonly components: readonly string[] }> {
  if (binaries.length === 0) {
    throw new SealabError('not-found', 'There is no binary here that could be saved.', {
      fix: 'Build them first: sealab provision',
    });
  }
  const draft = `${file}.${randomUUID()}.part`;
  const tar = pack();
  try {
    // Readable by others: a set is made to be handed on, and holds no secret.
    const target = createWriteStream(draft, { flags: 'wx', mode: 0o644, flush: true });
    const stop = new AbortController();
    const signal = AbortSignal.any([context.signal, stop.signal]);
    const written = pipeline(tar, compressor(), sealer(), target, { signal });
    const filled = fill(tar, binaries, { signal, report: context.report });
    await together(stop, filled, written);
    await rename(draft, file);
    const { size } = await stat(file);
    return { sizeBytes: size, components: binaries.map((binary) => keyOf(binary)) };
  } catch (error) {
    throw fromFileError(error, `The saved set ${file} cannot be written`);
  } finally {
    tar.destroy();
    await rm(draft, { force: true });
  }
}

/** Level 3 makes a third of it in seconds. */
function compressor(): Transform {
  return createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 3 } });
}

/** Passes all bytes on and puts the seal at the end. */
function sealer(): Transform {
  const hash = createHash('sha256');
  return new Transform({
    transform: (chunk: Buffer, _encoding, next) => {
      hash.update(chunk);
      next(null, chunk);
    },
    flush: (done) => done(null, sealFor(hash.digest())),
  });
}

async function fill(tar: Pack, binaries: readonly BinaryToSave[], context: OperationContext): Promise<void> {
  const text = `${JSON.stringify(manifestOf(binaries), null, 2)}\n`;
  tar.entry({ name: manifestName, mode: 0o644 }, text);
  const total = binaries.reduce((sum, binary) => sum + binary.sizeBytes, 0);
  let done = 0;
  for (const binary of binaries) {
    const hash = createHash('sha256');
    const counted = new Transform({
      transform: (chunk: Buffer, _encoding, next) => {
        hash.update(chunk);
        done += chunk.length;
        context.report({ detail: `saving ${keyOf(binary)}`, done, total, unit: 'bytes' });
        next(null, chunk);
      },
    });
    const member = tar.entry({ name: memberName(binary), size: binary.sizeBytes, mode: 0o755 });
    await pipeline(createReadStream(binary.path, { highWaterMark: 2 ** 20 }), counted, member, {
      signal: context.signal,
    });
    if (hash.digest('hex') !== binary.sha256) {
      throw new SealabError(
        'checksum-mismatch',
        `${basename(binary.path)} of ${keyOf(binary)} is not what was stored.`,
        {
          fix: `Make it again: sealab provision ${binary.component}`,
          details: { file: binary.path, expected: binary.sha256 },
        },
      );
    }
  }
  tar.finalize();
}

function manifestOf(binaries: readonly BinaryToSave[]): SavedSetManifest {
  const hasTargets = binaries.some(({ target }) => target !== undefined);
  return {
    format: 'sealab-binaries',
    formatVersion: hasTargets ? formatVersions.withTargets : formatVersions.own,
    platform,
    savedAt: new Date().toISOString(),
    binaries: binaries.map((binary) => savedBinary(binary)),
  };
}

function savedBinary(binary: BinaryToSave): SavedBinary {
  const { component, version, target, sizeBytes, sha256, goVersion, builtAt } = binary;
  return {
    component,
    version,
    sizeBytes,
    sha256,
    builtAt,
    ...(target === undefined ? {} : { target }),
    ...(goVersion === undefined ? {} : { goVersion }),
  };
}
