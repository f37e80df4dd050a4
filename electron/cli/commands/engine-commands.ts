import { Settings, SettingsChange } from '#shared/contract/settings.ts';
import { type Command, UsageError } from '../command.ts';
import { formatEngines, formatImages, formatSettings } from '../engine-text.ts';
import { formatBytes } from '../text.ts';

export const engines: Command = {
  name: 'engines',
  usage: '',
  summary: 'Show where Docker was looked for, what was found, and what labs run on.',
  options: {},
  takes: { min: 0, max: 0 },
  run: async ({ client, signal, print }) => {
    const candidates = await client.ask('engines.list', {}, { signal });
    print(formatEngines(candidates));
    return candidates;
  },
};

export const images: Command = {
  name: 'images',
  usage: '[--remove]',
  summary: 'List the images that Sealab made in Docker; --remove those that no lab uses.',
  options: { remove: { type: 'boolean' } },
  takes: { min: 0, max: 0 },
  run: async ({ client, options, signal, onProgress, print }) => {
    if (options['remove'] === true) {
      const done = await client.run('engines.removeImages', {}, { signal, onProgress });
      print(
        done.removed.length === 0
          ? 'There is no image that no lab uses.'
          : `Removed ${done.removed.join(', ')}: ${formatBytes(done.freedBytes)} are free again.`,
      );
      return done;
    }
    const list = await client.ask('engines.images', {}, { signal });
    print(formatImages(list));
    return list;
  },
};

const KEYS = Object.keys(SettingsChange.shape).join(', ');

export const settings: Command = {
  name: 'settings',
  usage: '[KEY VALUE]',
  summary: 'Show what holds for every new lab, or change it.',
  options: {},
  takes: { min: 0, max: 2 },
  run: async ({ client, positionals, signal, onProgress, print }) => {
    const [key, value] = positionals;
    if (key !== undefined && value === undefined)
      throw new UsageError(`Use: sealab settings [KEY VALUE], with ${KEYS}.`);
    const now =
      key === undefined || value === undefined
        ? await client.ask('settings.read', {}, { signal })
        : await client.run('settings.change', changeOf(key, value), { signal, onProgress });
    print(formatSettings(now));
    return now;
  },
};

/** Reads a value as its setting wants it. Throws UsageError. */
function changeOf(key: string, text: string): SettingsChange {
  if (!(key in SettingsChange.shape))
    throw new UsageError(`There is no setting “${key}”. There is: ${KEYS}.`);
  const parsed = SettingsChange.safeParse({ [key]: valueOf(key, text) });
  if (parsed.success) return parsed.data;
  throw new UsageError(`“${text}” is no value for ${key}: ${parsed.error.issues[0]?.message ?? ''}`);
}

function valueOf(key: string, text: string): unknown {
  if (key === 'registryMirror') return text === 'none' ? Settings.parse({}).registryMirror : text;
  if (text === 'true' || text === 'false') return text === 'true';
  return /^\d+$/.test(text) ? Number(text) : text;
}
