import { readFileSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LabFolder } from '#core/ports/lab-store.ts';
import { SealabError } from '#shared/errors.ts';
import { fileError, isMissing } from './file-errors.ts';
import {
  appendDurably,
  ensurePrivateFolder,
  folderSizeBytes,
  isTemporaryName,
  namesIn,
  writeDurably,
} from './private-files.ts';

/** Runs a file call and names the path in whatever it throws. */
async function naming<T>(what: string, path: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (thrown) {
    throw fileError(thrown, what, path);
  }
}

/** Joins a relative path with `/` to the folder; refuses one that leads out of it. */
function inside(folder: string, relative: string): string {
  const parts = relative.split('/').filter((part) => part !== '' && part !== '.');
  if (
    relative.startsWith('/') ||
    relative.includes('\\') ||
    relative.includes('\0') ||
    parts.includes('..')
  ) {
    throw new SealabError(
      'invalid-input',
      `The path ${JSON.stringify(relative)} leads out of the folder ${folder}.`,
    );
  }
  return join(folder, ...parts);
}

/** Makes every folder from `top` down to `path`, each 0700. */
async function ensureFoldersBetween(top: string, path: string): Promise<void> {
  if (path !== top) await ensureFoldersBetween(top, dirname(path));
  await ensurePrivateFolder(path);
}

/** The lab folder at `path` on this machine's disk. Nothing is created before the first write. */
export function createLabFolder(path: string): LabFolder {
  return {
    path,
    exists: () =>
      naming('look at', path, async () => {
        try {
          return (await stat(path)).isDirectory();
        } catch (thrown) {
          if (isMissing(thrown)) return false;
          throw thrown;
        }
      }),
    async read(file) {
      const target = inside(path, file);
      return naming('read', target, async () => {
        try {
          // Small files, read every few seconds: at once costs a tenth of four trips to the thread pool.
          return readFileSync(target, 'utf8');
        } catch (thrown) {
          if (isMissing(thrown)) return undefined;
          throw thrown;
        }
      });
    },
    async write(file, content) {
      const target = inside(path, file);
      await naming('write', target, async () => {
        await ensureFoldersBetween(path, dirname(target));
        await writeDurably(target, content);
      });
    },
    async append(file, line) {
      if (line.includes('\n')) throw new SealabError('internal', `A line for ${file} holds a line break.`);
      const target = inside(path, file);
      await naming('write', target, async () => {
        await ensureFoldersBetween(path, dirname(target));
        await appendDurably(target, line);
      });
    },
    async remove(relative) {
      const target = inside(path, relative);
      await naming('remove', target, () => rm(target, { recursive: true, force: true, maxRetries: 3 }));
    },
    async list(relative) {
      const target = inside(path, relative);
      const names = await naming('read', target, () => namesIn(target));
      return names.filter((name) => !isTemporaryName(name)).toSorted();
    },
    sizeBytes: () => naming('measure', path, () => folderSizeBytes(path)),
  };
}
