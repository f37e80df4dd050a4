import { randomBytes } from 'node:crypto';
import { link, open, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { OutputFiles } from '#core/ports/output-files.ts';
import { SealabError } from '#shared/errors.ts';
import { fileError, systemCode } from './file-errors.ts';

/** Writes beside the name, and gives the name only to what is whole; never over a file that is there. */
export function createOutputFiles(): OutputFiles {
  return {
    async create(given) {
      const path = resolve(given);
      const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.part`);
      const exists = await open(path, 'r').then(
        async (found) => {
          await found.close();
          return true;
        },
        () => false,
      );
      if (exists) throw takenName(path);
      const file = await open(temporary, 'wx', 0o600).catch((thrown: unknown) => {
        throw fileError(thrown, 'write the file', path);
      });
      let isOpen = true;
      const close = async (): Promise<void> => {
        if (isOpen) await file.close();
        isOpen = false;
      };
      return {
        async write(chunk) {
          try {
            await file.writeFile(chunk);
          } catch (thrown) {
            throw fileError(thrown, 'write the file', path);
          }
        },
        async finish() {
          try {
            await close();
            // A link fails where the name is taken; a rename would replace what somebody put there meanwhile.
            await link(temporary, path);
          } catch (thrown) {
            if (systemCode(thrown) === 'EEXIST') throw takenName(path);
            throw fileError(thrown, 'finish the file', path);
          }
        },
        async [Symbol.asyncDispose]() {
          await close();
          await rm(temporary, { force: true });
        },
      };
    },
  };
}

function takenName(path: string): SealabError {
  return new SealabError('conflict', `${path} exists already. It was left as it is.`, {
    fix: 'Take another name, or remove the file first.',
    details: { path },
  });
}
