import { createHash } from 'node:crypto';
import { rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { systemCode } from '../../system/file-errors.ts';

/** Characters of a path that are the same in a URL. */
const PLAIN = /^[A-Za-z0-9/._~-]*$/;
/** The working directory of a service is the folder of its lab. */
const OWN_FOLDER = '/proc/self/cwd';

/**
 * The path of a drive as a MinIO node is told it. Nodes ask each other for drives by the path in a URL, and MinIO
 * compares it escaped with unescaped (`cmd/storage-rest-server.go`, a router with UseEncodedPath): a drive below a
 * folder with a space is never found, and the nodes wait for ever. So an odd path is told by another name.
 */
export function drivePath(labFolder: string, data: string): string {
  if (PLAIN.test(data)) return data;
  return join(process.platform === 'linux' ? OWN_FOLDER : linkOf(labFolder), relative(labFolder, data));
}

/** Makes the other name where it is a link. Fine when it is there. */
export async function ensureDrivePath(labFolder: string): Promise<void> {
  if (!needsLink(labFolder)) return;
  try {
    await symlink(labFolder, linkOf(labFolder));
  } catch (thrown) {
    if (systemCode(thrown) !== 'EEXIST') throw thrown;
  }
}

export async function removeDrivePath(labFolder: string): Promise<void> {
  if (needsLink(labFolder)) await rm(linkOf(labFolder), { force: true });
}

function needsLink(labFolder: string): boolean {
  return process.platform !== 'linux' && !PLAIN.test(labFolder);
}

function linkOf(labFolder: string): string {
  const folder = PLAIN.test(tmpdir()) ? tmpdir() : '/tmp';
  return join(folder, `sealab-${createHash('sha256').update(labFolder).digest('hex').slice(0, 16)}`);
}
