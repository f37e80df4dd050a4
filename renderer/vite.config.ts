import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const repository = join(import.meta.dirname, '..');
const folder = process.env['SEALAB_BUILD_FOLDER'] ?? join(repository, 'out', 'manual');

/** The page: hashed files and no inline script, as its policy is `script-src 'self'`. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react()],
  build: {
    target: 'es2024',
    outDir: join(folder, 'renderer'),
    emptyOutDir: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    sourcemap: false,
  },
});
