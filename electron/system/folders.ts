import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where labs and settings live: SEALAB_HOME, else the platform's data folder. */
export function homeFolder(environment: Environment = process.env): string {
  const given = environment['SEALAB_HOME'];
  if (given !== undefined && given !== '') return resolve(given);
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Sealab');
  if (process.platform === 'win32')
    return join(environment['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Sealab');
  return join(absolute(environment['XDG_DATA_HOME']) ?? join(homedir(), '.local', 'share'), 'sealab');
}

/** Where built programs live: SEALAB_CACHE, else the platform's cache folder. */
export function cacheFolder(environment: Environment = process.env): string {
  const given = environment['SEALAB_CACHE'];
  if (given !== undefined && given !== '') return resolve(given);
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'Sealab');
  if (process.platform === 'win32')
    return join(environment['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'Sealab');
  return join(absolute(environment['XDG_CACHE_HOME']) ?? join(homedir(), '.cache'), 'sealab');
}

/** The XDG specification says to ignore a relative path. */
function absolute(path: string | undefined): string | undefined {
  return path?.startsWith('/') === true ? path : undefined;
}
