import { defineConfig } from 'vitest/config';

const never = ['**/node_modules/**', 'scripts/fixtures/**'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{shared,core,electron,renderer,scripts}/**/*.test.{ts,tsx,mjs}'],
          exclude: [...never, '**/*.real.test.ts'],
          restoreMocks: true,
          unstubEnvs: true,
        },
      },
      {
        test: {
          name: 'real',
          include: ['{electron,e2e}/**/*.real.test.ts'],
          exclude: never,
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/specs/**/*.spec.ts'],
          exclude: never,
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
