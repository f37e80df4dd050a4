import { join } from 'node:path';
import { defineConfig } from 'vite';

const root = import.meta.dirname;
const folder = process.env['SEALAB_BUILD_FOLDER'] ?? join(root, 'out', 'manual');

/**
 * Bundles the shells that run in Node or in Electron's main process, with their packages, for Node 24. All files are in one flat folder, so that
 * `new URL('../renderer/', import.meta.url)` is the page from any of them; what is imported lazily stays a file
 * of its own and costs nothing at start.
 */
export default defineConfig({
  root,
  publicDir: false,
  ssr: { noExternal: true, target: 'node' },
  resolve: { conditions: ['node', 'import', 'default'] },
  build: {
    ssr: true,
    target: 'node24',
    outDir: join(folder, 'node'),
    emptyOutDir: false,
    minify: false,
    sourcemap: false,
    chunkSizeWarningLimit: 8_192,
    rolldownOptions: {
      input: {
        cli: join(root, 'electron/cli.ts'),
        web: join(root, 'electron/web.ts'),
        main: join(root, 'electron/main.ts'),
      },
      // ssh2, behind dockerode, tries machine code first and does without: none is bundled, so it does without.
      external: ['bufferutil', 'utf-8-validate', 'electron', 'cpu-features', /\.node$/],
      output: {
        format: 'esm',
        entryFileNames: '[name].js',
        chunkFileNames: '[name]-[hash].js',
        assetFileNames: '[name]-[hash][extname]',
      },
    },
  },
});
