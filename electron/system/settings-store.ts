import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { SettingsStore } from '#core/ports/settings-store.ts';
import { Settings } from '#shared/contract/settings.ts';
import { SealabError } from '#shared/errors.ts';
import { fileError, isMissing } from './file-errors.ts';
import { ensurePrivateFolder, writeDurably } from './private-files.ts';

const FORMAT = 1;
const SettingsFile = z.looseObject({ format: z.number().int().positive() });

/** `<home>/settings.json`, 0600. */
export function createSettingsStore(homeFolder: string): SettingsStore {
  const file = join(homeFolder, 'settings.json');

  async function read(): Promise<Settings> {
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (thrown) {
      if (isMissing(thrown)) return Settings.parse({});
      throw fileError(thrown, 'read', file);
    }
    return parseSettings(text, file);
  }

  return {
    read,
    async change(change) {
      const settings = Settings.parse({ ...(await read()), ...change });
      try {
        await ensurePrivateFolder(dirname(file));
        await writeDurably(file, `${JSON.stringify({ format: FORMAT, ...settings }, null, 2)}\n`);
      } catch (thrown) {
        throw fileError(thrown, 'write', file);
      }
      return settings;
    },
  };
}

function parseSettings(text: string, file: string): Settings {
  let format: number;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
    ({ format } = SettingsFile.parse(parsed));
  } catch (thrown) {
    throw damaged(file, thrown);
  }
  if (format > FORMAT) {
    throw new SealabError('newer-version', `${file} was written by a newer Sealab.`, {
      fix: 'Use that Sealab, or remove the file to go back to the usual settings.',
      details: { file },
    });
  }
  const settings = Settings.safeParse(parsed);
  if (settings.success) return settings.data;
  throw damaged(file, settings.error);
}

function damaged(file: string, cause: unknown): SealabError {
  return new SealabError('damaged-file', `${file} is damaged, so your settings cannot be read.`, {
    fix: 'Mend the file, or remove it to go back to the usual settings.',
    details: {
      file,
      evidence: [cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause)],
    },
    cause,
  });
}
