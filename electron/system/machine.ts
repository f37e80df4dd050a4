import { execFile } from 'node:child_process';
import { statfs } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { Machine } from '#core/ports/machine.ts';
import { fileError, isMissing } from './file-errors.ts';
import { portOwner } from './port-owner.ts';

const run = promisify(execFile);
const GO_LIMIT_MS = 3_000;

/** Free bytes for this user on the disk that holds the path, or will hold it. */
async function freeBytes(path: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  } catch (thrown) {
    const parent = dirname(path);
    if (isMissing(thrown) && parent !== path) return freeBytes(parent);
    throw fileError(thrown, 'measure the disk of', path);
  }
}

/** `go1.24.4` or `go1.24.4 X:…` as `go env GOVERSION` prints it; undefined for a development version. */
export function parseGoVersion(output: string): string | undefined {
  return /^go(\d+\.\d+(?:\.\d+)?)/.exec(output.trim())?.[1];
}

async function goVersion(): Promise<string | undefined> {
  try {
    // GOTOOLCHAIN=local: the version that is here, not one that Go would download. GOWORK and GOFLAGS do not matter.
    const { stdout } = await run('go', ['env', 'GOVERSION'], {
      timeout: GO_LIMIT_MS,
      env: { ...process.env, GOTOOLCHAIN: 'local' },
    });
    return parseGoVersion(stdout);
  } catch {
    // Not installed, broken or silent for three seconds: there is no Go to build with.
    return undefined;
  }
}

/** The machine that Sealab runs on. */
export function createMachine(folders: { readonly home: string; readonly cache: string }): Machine {
  return {
    async freeDiskBytes() {
      const [home, cache] = await Promise.all([freeBytes(folders.home), freeBytes(folders.cache)]);
      return { home, cache };
    },
    memoryBytes: () => ({ total: totalmem(), free: freemem() }),
    goVersion,
    portOwner,
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
  };
}
