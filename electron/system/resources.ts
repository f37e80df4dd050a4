import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Resources } from '#core/ports/resources.ts';
import { SealabError } from '#shared/errors.ts';

const Package = z.object({ name: z.string(), version: z.string() });

/** The folder that holds `compose` and `resources`: the nearest one above this file with Sealab's package.json. */
export function installation(): { readonly folder: string; readonly version: string } {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file)) {
      const parsed = Package.safeParse(JSON.parse(readFileSync(file, 'utf8')));
      if (parsed.success && parsed.data.name === 'sealab') return { folder, version: parsed.data.version };
    }
    if (folder === dirname(folder))
      throw new SealabError('internal', 'Sealab does not find its own files.', { fix: 'Install it again.' });
  }
}

/** Reads the files that ship with Sealab, each once: they change only with an installation. */
export function createResources(folder: string): Resources {
  const known = new Map<string, string>();
  return {
    async read(path) {
      const file = resolve(folder, path);
      try {
        const text = known.get(file) ?? (await readFile(file, 'utf8'));
        known.set(file, text);
        return text;
      } catch (cause) {
        throw new SealabError('not-found', `Sealab’s own file ${path} is missing.`, {
          fix: 'Install Sealab again.',
          cause,
        });
      }
    },
  };
}
