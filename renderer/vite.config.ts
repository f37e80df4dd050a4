import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const folder = process.env['SEALAB_BUILD_FOLDER'] ?? `${import.meta.dirname}/../out/manual`;

// A build inside of a test run would else get React's development code, and be kept for everybody.
process.env['NODE_ENV'] = 'production';

/** The page: hashed files and no inline script, as its policy is `script-src 'self'`. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react()],
  build: {
    target: 'es2024',
    outDir: `${folder}/renderer`,
    emptyOutDir: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 4_096,
    sourcemap: false,
    // What the bundle holds of others comes with its licences.
    license: { fileName: 'licences.md' },
  },
});
