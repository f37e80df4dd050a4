// `npm run fuzz [CASES]`: the formats of the inspector with changed copies of real files, 100,000 cases each if none are said.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './bootstrap/repository.mjs';

const cases = Number(process.argv[2] ?? 100_000);
if (!Number.isInteger(cases) || cases < 1) {
  console.error('npm run fuzz takes a number of cases.');
  process.exit(2);
}
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const files = ['formats-fuzz', 'plaintext/plaintext-fuzz'].map(
  (name) => `electron/inspector/${name}.test.ts`,
);
const args = [vitest, 'run', '--project', 'unit', ...files];
const env = { ...process.env, SEALAB_FUZZ_RUNS: String(cases) };
const { status } = spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' });
process.exitCode = status ?? 1;
