import { defineConfig } from 'vitest/config';
import { dockerTests, leftOut, testedCommit } from './scripts/testing/thirds.mjs';

const never = ['**/node_modules/**', 'scripts/fixtures/**'];
const isFull = process.env['SEALAB_TEST_TIER'] === 'full';
const run = { isFull, commit: testedCommit() };
const docker = dockerTests({ isFull: true, commit: '' });
// Builds components anew, wants an older one, and packs: the quick tier builds the default versions once, in `components`.
const slow = isFull
  ? []
  : [
      'electron/components/components.real.test.ts',
      'e2e/real/inspect-kes-0-23.real.test.ts',
      'e2e/specs/package.spec.ts',
    ];
// The window in a real Electron: a project of its own, for machines that have its program.
const desktop = ['e2e/specs/desktop.spec.ts'];

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
          exclude: [...never, ...docker, ...slow, ...leftOut('real', run)],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'docker',
          include: dockerTests(run),
          exclude: never,
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/specs/**/*.spec.ts'],
          exclude: [...never, ...desktop, ...slow, ...leftOut('e2e', run)],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'desktop',
          include: desktop,
          exclude: never,
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
