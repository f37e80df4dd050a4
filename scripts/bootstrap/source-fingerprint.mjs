import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What a build is made of; tests and fixtures are not part of it. */
export const buildSources = [
  'shared',
  'core',
  'electron',
  'renderer',
  'resources',
  'compose',
  'package.json',
  'package-lock.json',
  'vite.node.config.ts',
  'scripts/build.mjs',
];
const notBuilt = /\.test\.tsx?$|^\.|^node_modules$/;

/** @typedef {{ path: string, sizeBytes: number, modifiedMs: number }} SourceFile */

/**
 * @param {string} folder the clone
 * @param {readonly string[]} [sources]
 * @returns {SourceFile[]} in an order that is the same on every machine
 */
export function listSources(folder, sources = buildSources) {
  /** @type {SourceFile[]} */
  const files = [];
  for (const source of sources) collect(folder, source, files);
  return files.sort((left, right) => (left.path < right.path ? -1 : 1));
}

/**
 * Changes whenever a file was touched: quick (only the file system is asked), and good enough to say "nothing changed".
 * @param {SourceFile[]} files
 */
export function fingerprint(files) {
  const hash = createHash('sha256');
  for (const { path, sizeBytes, modifiedMs } of files) hash.update(`${path}\0${sizeBytes}\0${modifiedMs}\n`);
  return hash.digest('hex');
}

/**
 * Changes whenever a byte changed: names a build, so that going back to an older commit finds its build again.
 * @param {string} folder the clone
 * @param {SourceFile[]} files
 */
export function contentId(folder, files) {
  const hash = createHash('sha256');
  for (const { path } of files) {
    const content = readFileSync(join(folder, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex').slice(0, 12);
}

/**
 * @param {string} folder
 * @param {string} path
 * @param {SourceFile[]} files
 */
function collect(folder, path, files) {
  const found = statSync(`${folder}/${path}`, { throwIfNoEntry: false });
  if (found?.isFile()) files.push({ path, sizeBytes: found.size, modifiedMs: found.mtimeMs });
  if (found?.isDirectory()) collectBelow(folder, path, files);
}

/**
 * @param {string} folder
 * @param {string} path
 * @param {SourceFile[]} files
 */
function collectBelow(folder, path, files) {
  for (const entry of readdirSync(`${folder}/${path}`, { withFileTypes: true })) {
    if (notBuilt.test(entry.name)) continue;
    if (entry.isDirectory()) collectBelow(folder, `${path}/${entry.name}`, files);
    else collect(folder, `${path}/${entry.name}`, files);
  }
}
