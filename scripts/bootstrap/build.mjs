import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentFor } from './node-finder.mjs';
import { processExists, withProcessLock } from './process-lock.mjs';
import { lockFolder, root } from './repository.mjs';
import { SetUpError } from './set-up-error.mjs';
import { contentId, fingerprint, listSources } from './source-fingerprint.mjs';

const out = join(root, 'out');
/** One line: the id of the build that was made or found last, and the fingerprint of the sources it belongs to. */
const pointer = join(out, 'current');
/** What `contentId` makes, and a build that was not finished; packages and a person's own folders are left alone. */
const buildName = /^[0-9a-f]{12}(?:\.unfinished)?$/;

/** @typedef {{ id: string, folder: string }} Build */

/**
 * The build of the sources as they are now, made first if there is none. A build is never changed: each has a folder
 * of its own, because a running Sealab goes on loading files from the one it was started with.
 * @param {string} node
 * @returns {Promise<Build>}
 * @throws {SetUpError} Vite fails
 */
export async function readyBuild(node) {
  const built = currentBuild(fingerprint(listSources(root)));
  if (built) return built;
  const file = join(lockFolder, 'build.lock');
  const onWait = () => process.stderr.write(`Waiting for another build in this clone (${file})\n`);
  return await withProcessLock({ file, onWait }, async (addOwner) => {
    const files = listSources(root);
    const seen = fingerprint(files);
    const again = currentBuild(seen);
    if (again) return again;
    const id = contentId(root, files);
    const folder = join(out, id);
    if (!existsSync(folder)) await build(node, { folder, addOwner });
    writePointer({ id, fingerprint: seen });
    removeOldBuilds(id);
    return { id, folder };
  });
}

/**
 * Marks a build as in use by this process, so that a later build does not remove it.
 * @param {Build} build
 * @returns {() => void} takes the mark away
 */
export function leaseBuild({ folder }) {
  const file = join(folder, `used-by-${process.pid}`);
  writeFileSync(file, '');
  return () => rmSync(file, { force: true });
}

/** @param {string} wanted the fingerprint */
function currentBuild(wanted) {
  if (!existsSync(pointer)) return undefined;
  const [id = '', built] = readFileSync(pointer, 'utf8').trim().split(' ');
  const folder = join(out, id);
  return built === wanted && existsSync(folder) ? { id, folder } : undefined;
}

/** @param {{ id: string, fingerprint: string }} current */
function writePointer({ id, fingerprint: built }) {
  writeFileSync(`${pointer}.${process.pid}`, `${id} ${built}\n`);
  renameSync(`${pointer}.${process.pid}`, pointer);
}

/**
 * @param {string} node
 * @param {{ folder: string, addOwner: (pid: number | undefined) => void }} options
 */
async function build(node, { folder, addOwner }) {
  process.stderr.write('Building Sealab, some seconds\n');
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  const child = spawn(node, [join(root, 'scripts', 'build.mjs'), unfinished], {
    cwd: root,
    env: environmentFor(node),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  addOwner(child.pid);
  for (const stream of [child.stdout, child.stderr]) stream.pipe(process.stderr, { end: false });
  const outcome = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
  if (outcome !== 0) {
    rmSync(unfinished, { recursive: true, force: true });
    throw new SetUpError(`The build failed (${outcome}); its own message is above.`);
  }
  renameSync(unfinished, folder);
}

/**
 * Removes all but the current build, the one used last before it and those in use, and what a killed build left.
 * @param {string} currentId
 */
function removeOldBuilds(currentId) {
  const older = readdirSync(out, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && buildName.test(entry.name) && entry.name !== currentId)
    .map(({ name }) => ({ folder: join(out, name), usedMs: statSync(join(out, name)).mtimeMs }))
    .sort((left, right) => right.usedMs - left.usedMs);
  const unfinished = older.filter(({ folder }) => folder.endsWith('.unfinished'));
  const finished = older.filter((build) => !unfinished.includes(build));
  for (const { folder } of [...unfinished, ...finished.slice(1)]) {
    if (!isInUse(folder)) rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} folder */
function isInUse(folder) {
  return readdirSync(folder).some((name) => {
    const pid = /^used-by-(\d+)$/.exec(name)?.[1];
    return pid !== undefined && processExists(Number(pid));
  });
}
