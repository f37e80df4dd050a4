import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabFolder, LabStore } from '#core/ports/lab-store.ts';
import { LAB_NAME_PATTERN } from '#shared/contract/labs.ts';
import { SealabError } from '#shared/errors.ts';
import { fileError, isMissing, systemCode } from './file-errors.ts';
import { fileLockOwner, tryFileLock } from './file-lock.ts';
import { createLabFolder } from './lab-folder.ts';
import { ensurePrivateFolder, sweepTemporaryFiles } from './private-files.ts';

const TRASH_PREFIX = '.trash-';

/** A lab's name may become a path, so it is checked here too, wherever it came from. */
function checkedName(lab: string): string {
  if (LAB_NAME_PATTERN.test(lab)) return lab;
  throw new SealabError('invalid-input', `${JSON.stringify(lab)} is no name for a lab.`, {
    fix: 'Use 1 to 40 small letters, digits and hyphens, no hyphen first or last.',
  });
}

/** The labs of one home folder: `<home>/labs/<name>/`, with locks beside them in `<home>/locks/<name>.lock/`. */
export function createLabStore(homeFolder: string): LabStore {
  const path = join(homeFolder, 'labs');
  const folderPath = (lab: string): string => join(path, checkedName(lab));
  const lockPath = (lab: string): string => join(homeFolder, 'locks', `${checkedName(lab)}.lock`);

  async function sweepTrash(names: readonly string[]): Promise<void> {
    for (const name of names) {
      if (!name.startsWith(TRASH_PREFIX)) continue;
      // Another Sealab may be deleting it now. What cannot be deleted does not hide the labs; the next call tries again.
      await rm(join(path, name), { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
    }
  }

  async function folderNames(): Promise<readonly string[]> {
    try {
      const entries = await readdir(path, { withFileTypes: true });
      return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    } catch (thrown) {
      if (isMissing(thrown)) return [];
      throw fileError(thrown, 'read', path);
    }
  }

  return {
    path,
    folder: (lab) => createLabFolder(folderPath(lab)),
    async list() {
      const names = await folderNames();
      await sweepTrash(names);
      return names.filter((name) => LAB_NAME_PATTERN.test(name)).toSorted();
    },
    async create(lab): Promise<LabFolder> {
      const target = folderPath(lab);
      try {
        await ensurePrivateFolder(homeFolder);
        await ensurePrivateFolder(path);
        await sweepTrash(await folderNames());
        await mkdir(target, { mode: 0o700 });
      } catch (thrown) {
        if (systemCode(thrown) !== 'EEXIST') throw fileError(thrown, 'create the folder', target);
        throw new SealabError('already-exists', `There is already a lab named ${lab} in ${path}.`, {
          fix: `Choose another name, or remove it: sealab rm ${lab}`,
          details: { path: target },
        });
      }
      return createLabFolder(target);
    },
    async destroy(lab) {
      const target = folderPath(lab);
      const trash = join(path, `${TRASH_PREFIX}${lab}-${randomBytes(6).toString('hex')}`);
      try {
        await rename(target, trash);
        await rm(trash, { recursive: true, force: true, maxRetries: 3 });
      } catch (thrown) {
        if (!isMissing(thrown)) throw fileError(thrown, 'remove', target);
      }
      await sweepTrash(await folderNames());
    },
    async lock(lab, purpose) {
      const target = lockPath(lab);
      try {
        await ensurePrivateFolder(homeFolder);
        const { lock, owner } = await tryFileLock(target, purpose);
        if (lock === undefined) {
          throw new SealabError(
            'busy',
            `Lab ${lab} is being changed by process ${owner.pid}: ${owner.purpose}, since ${owner.since}.`,
            {
              fix: 'Wait until it is done, or cancel it there.',
              details: { pid: owner.pid, purpose: owner.purpose, since: owner.since },
            },
          );
        }
        await sweepTemporaryFiles(folderPath(lab));
        return {
          async [Symbol.asyncDispose]() {
            // The lock of a lab that is gone, or never came to be, goes too.
            if (await createLabFolder(folderPath(lab)).exists()) await lock[Symbol.asyncDispose]();
            else await lock.discard();
          },
        };
      } catch (thrown) {
        throw fileError(thrown, 'lock', target);
      }
    },
    async lockOwner(lab) {
      const target = lockPath(lab);
      try {
        return await fileLockOwner(target);
      } catch (thrown) {
        throw fileError(thrown, 'read the lock', target);
      }
    },
  };
}
