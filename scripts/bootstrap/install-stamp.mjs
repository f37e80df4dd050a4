import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {{ version?: string, optional?: boolean, os?: string[], cpu?: string[], libc?: string[] }} LockedPackage */
/** @typedef {{ os: string, cpu: string, libc: string }} Platform */

/**
 * Whether node_modules holds what package-lock.json says, for this platform. Believes our own mark, else npm's record
 * of a finished install, so that a person's own `npm install` is not done a second time.
 * @param {string} folder the clone
 */
export function installIsCurrent(folder) {
  const stamp = installStamp(folder);
  if (readText(stampFile(folder)) === stamp) return true;
  if (!npmRecordIsComplete(folder)) return false;
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
 * Whether npm's own record of its last finished install is what package-lock.json asks for on this platform.
 * @param {string} folder the clone
 */
export function npmRecordIsComplete(folder) {
  const record = join(folder, 'node_modules', '.package-lock.json');
  return npmRecordAgrees(readText(join(folder, 'package-lock.json')), readText(record), thisPlatform());
}

/**
 * Compares the lock file with node_modules/.package-lock.json, which npm removes first and writes last.
 * @param {string} lock
 * @param {string} record
 * @param {Platform} platform
 */
export function npmRecordAgrees(lock, record, platform) {
  if (lock === '' || record === '') return false;
  /** @type {Record<string, LockedPackage>} */
  const wanted = JSON.parse(lock).packages ?? {};
  /** @type {Record<string, LockedPackage>} */
  const present = JSON.parse(record).packages ?? {};
  const allThere = Object.entries(wanted).every(([path, locked]) => {
    if (path === '') return true;
    const found = present[path];
    return found ? found.version === locked.version : locked.optional === true && !isFor(platform, locked);
  });
  return allThere && Object.keys(present).every((path) => path in wanted);
}

/**
 * @param {Platform} platform
 * @param {LockedPackage} locked one that names no platform may have failed to build, which is its right
 */
function isFor(platform, { os, cpu, libc = [platform.libc] }) {
  return (os?.includes(platform.os) && cpu?.includes(platform.cpu) && libc.includes(platform.libc)) ?? false;
}

/** @returns {Platform} */
function thisPlatform() {
  const report = process.report.getReport();
  const glibc = typeof report === 'object' && 'glibcVersionRuntime' in Object(Object(report).header);
  return { os: process.platform, cpu: process.arch, libc: glibc ? 'glibc' : 'musl' };
}

/** @param {string} folder */
function stampFile(folder) {
  return join(folder, 'node_modules', '.sealab-stamp');
}

/** @param {string} file */
function readText(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
