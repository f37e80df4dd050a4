import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{shared,core,electron,renderer,scripts}/**/*.test.ts'],
          exclude: ['**/*.real.test.ts', '**/node_modules/**'],
          restoreMocks: true,
          unstubEnvs: true,
        },
      },
      {
        test: {
          name: 'real',
          include: ['{electron,e2e}/**/*.real.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
