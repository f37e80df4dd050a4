import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environmentFor } from './bootstrap/node-finder.mjs';
import { root } from './bootstrap/repository.mjs';
import { runChild } from './bootstrap/run-child.mjs';

/**
 * Makes the installers of this system in out/installers: `npm run package -- [--linux deb] [--dir] …`, with
 * electron-builder's own arguments. The bundle is built anew into out/package, which `main` of package.json names.
 */
const bundle = join(root, 'out', 'package');
const node = process.execPath;
const options = { cwd: root, env: environmentFor(node) };

rmSync(bundle, { recursive: true, force: true });
process.exitCode = await runChild(node, [join(root, 'scripts', 'build.mjs'), bundle], options);
if (process.exitCode === 0) {
  const file = fileURLToPath(import.meta.resolve('electron-builder/cli.js'));
  const args = ['--config', 'electron-builder.yml', '--publish', 'never', ...process.argv.slice(2)];
  process.exitCode = await runChild(node, [file, ...args], options);
}
