import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

/**
 * Builds the page and the Node bundles, both at once, into the folder of the first argument.
 * `node scripts/build.mjs FOLDER`; the bootstrap gives a new folder and renames it when all is there.
 */
const [folder] = process.argv.slice(2);
if (!folder) throw new Error('Usage: node scripts/build.mjs FOLDER');
process.env['SEALAB_BUILD_FOLDER'] = folder;

const root = join(import.meta.dirname, '..');
const configs = ['vite.node.config.ts', 'renderer/vite.config.ts'];
await Promise.all(
  configs.map((config) => build({ configFile: join(root, config), logLevel: 'warn', mode: 'production' })),
);
for (const file of ['node/cli.js', 'node/web.js', 'renderer/index.html']) {
  if (!existsSync(join(folder, file))) throw new Error(`The build has no ${file}.`);
}
