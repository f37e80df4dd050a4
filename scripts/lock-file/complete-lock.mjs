/**
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {string} [resolved]
 * @property {Record<string, string>} [optionalDependencies]
 * @property {string[]} [os]
 * @property {string[]} [cpu]
 * @property {string[]} [libc]
 * @typedef {{ packages: Record<string, LockedPackage> }} LockFile
 */

/**
 * The optional packages that the lock file asks for and does not hold. `npm install` leaves out those that its
 * registry lacks on that day (often the programs for other platforms), and `npm ci` then refuses the whole file.
 * @param {LockFile} lock
 * @returns {{ name: string, version: string, siblings: string[] }[]} siblings: the other optional ones of the same owner
 */
export function missingPackages({ packages }) {
  return Object.entries(packages).flatMap(([owner, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => owner !== '' && !isHeld(packages, owner, name))
      .map(([name, version]) => ({ name, version, siblings: Object.keys(optionalDependencies) })),
  );
}

/**
 * Adds the missing packages: the version that their owner pins, the platform that their name tells, the rest as in a
 * sibling. No integrity is written, as none was seen; npm then fetches them unchecked on those platforms only.
 * @param {LockFile} lock
 * @returns {LockFile}
 */
export function completeLock(lock) {
  const packages = { ...lock.packages };
  for (const { name, version, siblings } of missingPackages(lock)) {
    const model = siblings
      .map((sibling) => packages[`node_modules/${sibling}`])
      .find((held) => held?.integrity);
    if (!/^\d+\.\d+\.\d+/.test(version) || !model)
      throw new Error(`${name} ${version} has no sibling to follow`);
    const { integrity: _integrity, os: _os, cpu: _cpu, libc: _libc, ...rest } = model;
    packages[`node_modules/${name}`] = { ...rest, version, ...platformOf(name) };
  }
  const byPath = Object.entries(packages).sort(([left], [right]) => left.localeCompare(right, 'en'));
  return { ...lock, packages: Object.fromEntries(byPath) };
}

/**
 * @param {string} name such as @oxlint/binding-linux-arm64-musl
 * @returns {{ os: string[], cpu: string[], libc?: string[] }}
 */
export function platformOf(name) {
  const words = name.split(/[/-]/);
  const os = words.find((word) => /^(android|darwin|freebsd|linux|openharmony|win32)$/.test(word));
  const cpu = words.find((word) => /^(arm|arm64|ia32|ppc64|riscv64|s390x|x64)$/.test(word));
  if (!os || !cpu) throw new Error(`The name ${name} tells no platform`);
  const libc = os === 'linux' && words.at(-1)?.startsWith('musl') ? { libc: ['musl'] } : {};
  return { os: [os], cpu: [cpu], ...libc };
}

/**
 * Looks where Node would: in the owner's own node_modules, then in each folder above.
 * @param {LockFile['packages']} packages
 * @param {string} owner
 * @param {string} name
 */
function isHeld(packages, owner, name) {
  for (let folder = owner; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (`${folder}${folder ? '/' : ''}node_modules/${name}` in packages) return true;
    if (folder === '') return false;
  }
}
