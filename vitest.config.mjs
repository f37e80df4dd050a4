import { availableParallelism } from 'node:os';
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
          // Vitest leaves one processor to itself, which is half of two.
          maxWorkers: availableParallelism(),
          // Two hundred files share the modules that they load; what a file changes of the world it puts back.
          isolate: false,
          // A second of work takes many on a machine that does other things too.
          testTimeout: 20_000,
          restoreMocks: true,
          unstubEnvs: true,
          unstubGlobals: true,
        },
      },
      {
        test: {
          name: 'real',
          include: ['{electron,e2e}/**/*.real.test.ts'],
          // One after the other: where a test kills a service, the lab of another would take its port.
          fileParallelism: false,
          exclude: [...never, ...docker, ...slow, ...leftOut('real', run)],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'docker',
          include: dockerTests(run),
          fileParallelism: false,
          exclude: never,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/specs/**/*.spec.ts'],
          fileParallelism: false,
          exclude: [...never, ...desktop, ...slow, ...leftOut('e2e', run)],
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
