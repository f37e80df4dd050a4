import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { LockOwner } from '#core/ports/lab-store.ts';
import { isMissing, systemCode } from './file-errors.ts';
import { ensurePrivateFolder, namesIn, sweepTemporaryFiles } from './private-files.ts';
import { processMark } from './process-mark.ts';

/**
 * A lock is a folder of numbered claims; the highest number holds. A claim is free once it says `released` or its
 * process is dead, and then the next number is taken by link(2), which only one taker can win. The highest claim is
 * never deleted, so nobody can break a lock that another one has broken and taken meanwhile. Only who holds the lock
 * may remove the whole folder; a taker whose draft has gone with it starts over.
 */
const Claim = z.object({
  pid: z.number(),
  mark: z.string(),
  purpose: z.string(),
  since: z.string(),
  released: z.boolean(),
});
type Claim = z.infer<typeof Claim>;

const CLAIM_NAME = /^\d+$/;
/** Older claims stay for a while, so that a taker that reads the folder slowly still sees a higher one. */
const CLAIMS_KEPT = 8;
/** A folder that is gone this often cannot be made at all. */
const LOSSES_BORNE = 100;

async function claimNumbers(folder: string): Promise<readonly number[]> {
  const names = await namesIn(folder);
  return names
    .filter((name) => CLAIM_NAME.test(name))
    .map(Number)
    .sort((a, b) => b - a);
}

async function readClaim(folder: string, number: number): Promise<Claim | undefined> {
  try {
    return Claim.parse(JSON.parse(await readFile(join(folder, String(number)), 'utf8')));
  } catch (thrown) {
    // A claim is linked whole: an unreadable one was lost in a power cut, and its owner with it.
    if (isMissing(thrown) || thrown instanceof SyntaxError || thrown instanceof z.ZodError) return undefined;
    throw thrown;
  }
}

async function holder(
  folder: string,
): Promise<{ readonly highest: number; readonly owner: LockOwner | undefined }> {
  const [highest = 0] = await claimNumbers(folder);
  const claim = highest === 0 ? undefined : await readClaim(folder, highest);
  if (claim === undefined || claim.released || (await processMark(claim.pid)) !== claim.mark) {
    return { highest, owner: undefined };
  }
  return { highest, owner: { pid: claim.pid, purpose: claim.purpose, since: claim.since } };
}

/** Who holds the lock; undefined where it is free or its owner is dead. */
export async function fileLockOwner(folder: string): Promise<LockOwner | undefined> {
  return (await holder(folder)).owner;
}

/** Released on dispose. */
export interface FileLock extends AsyncDisposable {
  /** Releases it and leaves no trace of it: for a lock whose thing is gone. */
  discard(): Promise<void>;
}

export type LockAttempt =
  | { readonly lock: FileLock; readonly owner: undefined }
  | { readonly lock: undefined; readonly owner: LockOwner };

/**
 * Takes the lock that lives in `folder`, or tells who has it. Works between processes and within one; a lock whose
 * process is gone is taken over. Released on dispose.
 */
export async function tryFileLock(folder: string, purpose: string): Promise<LockAttempt> {
  const mark = (await processMark(process.pid)) ?? 'alive';
  const claim: Claim = { pid: process.pid, mark, purpose, since: new Date().toISOString(), released: false };
  for (let losses = 0; ; ) {
    try {
      const attempt = await tryOnce(folder, claim);
      if (attempt !== 'again') return attempt;
    } catch (thrown) {
      // The holder has removed the folder meanwhile.
      losses += 1;
      if (systemCode(thrown) !== 'ENOENT' || losses > LOSSES_BORNE) throw thrown;
    }
  }
}

async function tryOnce(folder: string, claim: Claim): Promise<LockAttempt | 'again'> {
  const draft = join(folder, `.tmp-claim-${randomBytes(8).toString('hex')}`);
  try {
    await ensurePrivateFolder(folder);
    await writeFile(draft, JSON.stringify(claim), { mode: 0o600, flag: 'wx' });
    const { highest, owner } = await holder(folder);
    if (owner !== undefined) return { lock: undefined, owner };
    const number = highest + 1;
    if (!(await linkOnce(draft, join(folder, String(number))))) return 'again';
    const [now = 0] = await claimNumbers(folder);
    // A draft that is still here shows that the claim just seen is ours and not one in a new folder.
    await stat(draft);
    if (now !== number) {
      await rm(join(folder, String(number)), { force: true });
      return 'again';
    }
    await sweepClaims(folder, number);
    return { lock: heldLock(folder, number, claim), owner: undefined };
  } finally {
    await rm(draft, { force: true });
  }
}

async function linkOnce(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (thrown) {
    if (systemCode(thrown) === 'EEXIST') return false;
    throw thrown;
  }
}

async function sweepClaims(folder: string, held: number): Promise<void> {
  await sweepTemporaryFiles(folder);
  for (const number of await claimNumbers(folder)) {
    if (number <= held - CLAIMS_KEPT) await rm(join(folder, String(number)), { force: true });
  }
}

function heldLock(folder: string, number: number, claim: Claim): FileLock {
  let isReleased = false;
  const release = async (): Promise<void> => {
    if (isReleased) return;
    isReleased = true;
    const draft = join(folder, `.tmp-claim-${randomBytes(8).toString('hex')}`);
    await writeFile(draft, JSON.stringify({ ...claim, released: true }), { mode: 0o600, flag: 'wx' });
    await rename(draft, join(folder, String(number)));
  };
  return {
    [Symbol.asyncDispose]: release,
    async discard() {
      if (isReleased) return;
      const gone = `${folder}.gone-${randomBytes(6).toString('hex')}`;
      try {
        await rename(folder, gone);
      } catch {
        // Windows moves no folder that somebody reads.
        await release();
        return;
      }
      isReleased = true;
      await rm(gone, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
