import { access, constants, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { ComponentBinary } from '#core/ports/components.ts';
import { SealabError } from '#shared/errors.ts';
import { sha256OfFile } from './binary-store.ts';
import { keyOf, type WantedBinary } from './catalogue.ts';
import { systemCode } from './file-errors.ts';
import { suffixFor } from './platforms.ts';

const Record = z.object({ path: z.string(), stamp: z.string(), sha256: z.string() });

interface GivenFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly stamp: string;
}

/**
 * Binaries that the user brings along: SEALAB_BINARIES names a folder with `<component>`, which serves the default
 * version only, or `<component>-<version>`, for other machines with `-<os>-<architecture>` at the end. They win over all others. Their SHA-256 is taken once and recorded in
 * the cache, again when size, time or inode change.
 */
export class GivenBinaries {
  readonly #folder: string | undefined;
  readonly #recordFolder: string;

  constructor(options: { readonly folder: string | undefined; readonly cacheFolder: string }) {
    this.#folder =
      options.folder === undefined || options.folder === '' ? undefined : resolve(options.folder);
    this.#recordFolder = join(options.cacheFolder, 'given');
  }

  /**
   * The user's binary for this entry. Throws `not-found` when the named folder does not exist, `permission-denied`
   * when the file cannot be executed.
   */
  async find(entry: WantedBinary): Promise<(ComponentBinary & { readonly sizeBytes: number }) | undefined> {
    const file = await this.#look(entry);
    if (file === undefined) return undefined;
    const { component, version, target } = entry;
    const sha256 = await this.#sha256Of(entry, file);
    const found = { component, version, path: file.path, sizeBytes: file.sizeBytes, sha256 };
    return { ...found, ...(target === undefined ? {} : { target }), source: 'given' };
  }

  async #look(entry: WantedBinary): Promise<GivenFile | undefined> {
    if (this.#folder === undefined) return undefined;
    const { component, version, target } = entry;
    const exe = suffixFor(target);
    const withoutVersion = `${component}${keyOf(entry).slice(keyOf({ component, version }).length)}`;
    const names = entry.isDefault ? [keyOf(entry), withoutVersion] : [keyOf(entry)];
    await assertFolder(this.#folder);
    for (const name of names) {
      const path = join(this.#folder, `${name}${exe}`);
      const file = await stat(path).catch((error: unknown) => {
        if (systemCode(error) === 'ENOENT') return undefined;
        throw error;
      });
      if (file?.isFile() !== true) continue;
      await assertExecutable(path);
      return { path, sizeBytes: file.size, stamp: `${file.size}/${file.mtimeMs}/${file.ino}` };
    }
    return undefined;
  }

  async #sha256Of(entry: WantedBinary, file: GivenFile): Promise<string> {
    const recordFile = join(this.#recordFolder, `${keyOf(entry)}.json`);
    const known = await readRecord(recordFile);
    if (known?.path === file.path && known.stamp === file.stamp) return known.sha256;
    const sha256 = await sha256OfFile(file.path);
    await mkdir(this.#recordFolder, { recursive: true, mode: 0o700 });
    const draft = `${recordFile}.${process.pid}.part`;
    await writeFile(draft, JSON.stringify({ path: file.path, stamp: file.stamp, sha256 }), { mode: 0o600 });
    await rename(draft, recordFile);
    return sha256;
  }
}

async function readRecord(file: string): Promise<z.infer<typeof Record> | undefined> {
  try {
    return Record.safeParse(JSON.parse(await readFile(file, 'utf8'))).data;
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function assertFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() === true) return;
  throw new SealabError('not-found', `SEALAB_BINARIES names ${folder}, which is not a folder.`, {
    fix: 'Set SEALAB_BINARIES to a folder with binaries, or unset it.',
    details: { folder },
  });
}

async function assertExecutable(file: string): Promise<void> {
  try {
    await access(file, constants.X_OK);
  } catch (error) {
    throw new SealabError(
      'permission-denied',
      `The binary ${file}, named by SEALAB_BINARIES, cannot be executed.`,
      {
        fix: `Run: chmod +x ${file}`,
        details: { file },
        cause: error,
      },
    );
  }
}
