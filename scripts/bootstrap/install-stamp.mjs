import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {{ version?: string, optional?: boolean, peer?: boolean }} LockedPackage */

/**
 * Whether node_modules holds what package-lock.json says, for this platform. Believes our own mark, else npm's record
 * of a finished install, so that a person's own `npm install` is not done a second time.
 * @param {string} folder the clone
 */
export function installIsCurrent(folder) {
  const stamp = installStamp(folder);
  if (readText(stampFile(folder)) === stamp) return true;
  if (!npmRecordAgrees(readText(join(folder, 'package-lock.json')), readText(npmRecordFile(folder))))
    return false;
  writeInstallStamp(folder);
  return true;
}

/** @param {string} folder the clone */
export function writeInstallStamp(folder) {
  const file = stampFile(folder);
  writeFileSync(`${file}.${process.pid}`, installStamp(folder));
  renameSync(`${file}.${process.pid}`, file);
}

/**
 * @param {string} folder the clone
 * @returns {string} one line that changes with the lock file and the platform
 */
export function installStamp(folder) {
  const lock = readFileSync(join(folder, 'package-lock.json'));
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}\n`;
}

/**
 * Compares the lock file with node_modules/.package-lock.json, which npm removes first and writes last.
 * @param {string} lock
 * @param {string} record
 */
export function npmRecordAgrees(lock, record) {
  if (lock === '' || record === '') return false;
  /** @type {Record<string, LockedPackage>} */
  const wanted = JSON.parse(lock).packages ?? {};
  /** @type {Record<string, LockedPackage>} */
  const present = JSON.parse(record).packages ?? {};
  const allThere = Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true;
    const found = present[path];
    return found ? found.version === version : optional === true;
  });
  return allThere && Object.keys(present).every((path) => path in wanted);
}

/** @param {string} folder */
function stampFile(folder) {
  return join(folder, 'node_modules', '.sealab-stamp');
}

/** @param {string} folder */
function npmRecordFile(folder) {
  return join(folder, 'node_modules', '.package-lock.json');
}

/** @param {string} file */
function readText(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
