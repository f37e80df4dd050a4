import { join } from 'node:path';
import { defineConfig } from 'vite';

const root = import.meta.dirname;
const folder = process.env['SEALAB_BUILD_FOLDER'] ?? join(root, 'out', 'manual');

/** Parts of dockerode for ssh hosts and image builds: Sealab does neither, and they do not work as parts of an ES module. */
const leftOut = /[\\/](?:docker-modem[\\/]lib[\\/]ssh|dockerode[\\/]lib[\\/](?:session|buildkit))\.js$/;

/**
 * Bundles the shells that run in Node or in Electron's main process, with their packages, for Node 24. All files are in
 * one flat folder, so that `new URL('../renderer/', import.meta.url)` is the page from any of them; what is imported
 * lazily stays a file of its own and costs nothing at start.
 */
export default defineConfig({
  root,
  publicDir: false,
  plugins: [
    {
      name: 'leave-out',
      enforce: 'pre',
      load: (id) => (leftOut.test(id) ? 'module.exports = {};' : undefined),
    },
  ],
  ssr: { noExternal: true, target: 'node' },
  resolve: { conditions: ['node', 'import', 'default'] },
  build: {
    ssr: true,
    target: 'node24',
    outDir: join(folder, 'node'),
    emptyOutDir: false,
    minify: false,
    sourcemap: false,
    // What the bundle holds of others comes with its licences.
    license: { fileName: 'licences.md' },
    chunkSizeWarningLimit: 8_192,
    rolldownOptions: {
      input: {
        cli: join(root, 'electron/cli.ts'),
        web: join(root, 'electron/web.ts'),
        main: join(root, 'electron/main.ts'),
        'plaintext-worker': join(root, 'electron/inspector/plaintext/plaintext-worker.ts'),
      },
      external: ['bufferutil', 'utf-8-validate', 'electron'],
      output: {
        format: 'esm',
        entryFileNames: '[name].js',
        chunkFileNames: '[name]-[hash].js',
        assetFileNames: '[name]-[hash][extname]',
      },
    },
  },
});
