import { randomUUID } from 'node:crypto';
import { link, mkdir, readdir, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { cancelledError } from '#shared/errors.ts';
import { fromFileError, systemCode } from './file-errors.ts';
import { processStart } from './process-start.ts';

const pollMs = 200;
const abandonedBreakMs = 5000;

const LockOwner = z.object({
  id: z.string(),
  pid: z.number().int(),
  /** From `processStart`: a pid alone may be another process by now. */
  startedAt: z.string(),
  since: z.string(),
});
/** The process that holds a lock. */
export type LockOwner = z.infer<typeof LockOwner>;

/**
 * Takes the lock `file` among all processes, waiting while another one has it. `onWait` is called once, when the
 * wait begins. A lock whose owner is dead is broken. Throws `cancelled`, `permission-denied`, `disk-full`.
 */
export async function takeLock(
  file: string,
  options: {
    readonly signal: AbortSignal;
    readonly onWait?: (owner: LockOwner) => void;
    /** Another lock, held only during each attempt: who holds it keeps `file` from being taken. */
    readonly gate?: string;
  },
): Promise<AsyncDisposable> {
  let hasWaited = false;
  for (;;) {
    if (options.signal.aborted) throw cancelledError(options.signal.reason);
    const taken = await tryThroughGate(file, options);
    if (Symbol.asyncDispose in taken) return taken;
    if (!hasWaited) options.onWait?.(taken);
    hasWaited = true;
    await sleep(pollMs, undefined, { signal: options.signal }).catch((error: unknown) => {
      throw cancelledError(error);
    });
  }
}

async function tryThroughGate(
  file: string,
  options: { readonly signal: AbortSignal; readonly gate?: string },
): Promise<AsyncDisposable | LockOwner> {
  if (options.gate === undefined) return tryLock(file);
  await using gate = await takeLock(options.gate, { signal: options.signal });
  void gate;
  return tryLock(file);
}

/** Takes the lock, or tells who has it. */
export async function tryLock(file: string): Promise<AsyncDisposable | LockOwner> {
  const startedAt = await processStart(process.pid);
  const own: LockOwner = {
    id: randomUUID(),
    pid: process.pid,
    startedAt: startedAt ?? 'unknown',
    since: new Date().toISOString(),
  };
  const draft = `${file}.${own.id}`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    for (;;) {
      // A link appears with its whole content at once: nobody ever reads a half-written lock.
      await writeFile(draft, JSON.stringify(own), { mode: 0o600 });
      try {
        await link(draft, file);
        return { [Symbol.asyncDispose]: () => release(file, own) };
      } catch (error) {
        if (systemCode(error) !== 'EEXIST') throw error;
      }
      const owner = await liveOwner(file);
      if (owner !== undefined) return owner;
      await breakLock(file);
    }
  } catch (error) {
    throw fromFileError(error, `The lock ${file} cannot be taken`);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Who holds the lock now; undefined when nobody alive does. */
export async function liveOwner(file: string): Promise<LockOwner | undefined> {
  const owner = await readOwner(file);
  if (owner === undefined) return undefined;
  return (await processStart(owner.pid)) === owner.startedAt ? owner : undefined;
}

/** The names of the locks below a folder that somebody alive holds. */
export async function heldLocks(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((error: unknown): string[] => {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  });
  const locks = names.filter((name) => name.endsWith('.lock'));
  const owners = await Promise.all(locks.map((name) => liveOwner(join(folder, name))));
  return locks.filter((_, index) => owners[index] !== undefined);
}

async function readOwner(file: string): Promise<LockOwner | undefined> {
  try {
    return LockOwner.safeParse(JSON.parse(await readFile(file, 'utf8'))).data;
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function release(file: string, own: LockOwner): Promise<void> {
  if ((await readOwner(file))?.id === own.id) await rm(file, { force: true });
}

/** Removes a dead owner's lock. Only one process at a time looks and removes, so that no fresh lock is lost. */
async function breakLock(file: string): Promise<void> {
  const guard = `${file}.breaking`;
  try {
    await mkdir(guard, { mode: 0o700 });
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
    const found = await stat(guard).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs > abandonedBreakMs)
      await rmdir(guard).catch(() => {});
    await sleep(20);
    return;
  }
  try {
    if ((await liveOwner(file)) === undefined) await rm(file, { force: true });
  } finally {
    await rmdir(guard);
  }
}
