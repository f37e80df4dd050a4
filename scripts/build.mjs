import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

/**
 * Builds the page, the bundles of the shells and the desktop window's preload script, all at once, into the folder of the
 * first argument. `node scripts/build.mjs FOLDER`; the bootstrap gives a new folder and renames it when all is there.
 */
const [folder] = process.argv.slice(2);
if (!folder) throw new Error('Usage: node scripts/build.mjs FOLDER');
process.env['SEALAB_BUILD_FOLDER'] = folder;

const root = join(import.meta.dirname, '..');
const shared = { logLevel: /** @type {const} */ ('warn'), mode: 'production' };
const configs = ['vite.node.config.ts', 'renderer/vite.config.ts'];
await Promise.all([
  ...configs.map((config) => build({ configFile: join(root, config), ...shared })),
  preload(folder),
]);
const files = ['cli.js', 'web.js', 'main.js', 'preload.cjs', 'plaintext-worker.js'].map(
  (name) => `node/${name}`,
);
for (const file of [...files, 'renderer/index.html']) {
  if (!existsSync(join(folder, file))) throw new Error(`The build has no ${file}.`);
}

// In an ES module these exist only where they are declared: a package that reads them ends the program that loads it.
for (const file of globSync('node/*.js', { cwd: folder })) {
  const found = /^.*\b__(?:dirname|filename)\b.*$/m.exec(readFileSync(join(folder, file), 'utf8'))?.[0];
  if (found) throw new Error(`${file} needs a CommonJS variable: ${found.trim()}`);
}

/**
 * One CommonJS file that needs only `electron`: a sandboxed preload script can load nothing else.
 * @param {string} folder
 */
function preload(folder) {
  return build({
    configFile: false,
    root,
    publicDir: false,
    ...shared,
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: join(root, 'electron/preload.ts'),
      target: 'node24',
      outDir: join(folder, 'node'),
      emptyOutDir: false,
      minify: false,
      rolldownOptions: {
        external: ['electron'],
        output: { format: 'cjs', entryFileNames: 'preload.cjs', codeSplitting: false },
      },
    },
  });
}
