// `npm run bench:build [COMPONENT …]`: all components built by Sealab from an empty cache, against `go build` of the same
// recipes one after another with an empty build cache. Modules are fetched first, so that the network does not count.
// Prints the ratio, and the peak of disk of both. Takes a quarter of an hour on two cores.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { builtFile, machineLine, root, scratchFolder, timed } from './measure.mjs';

const only = process.argv.slice(2);
const scratch = scratchFolder('build');
const recipes = join(root, 'resources', 'components');
const defaults = { minio: '2026-02-12', kes: '0.24.0', vault: '1.18.0', mc: '2025-03-13', warp: '1.3.1' };
const packages = {
  minio: 'github.com/minio/minio',
  kes: 'github.com/minio/kes/cmd/kes',
  vault: '.',
  mc: 'github.com/minio/mc',
  warp: 'github.com/minio/warp',
};
const wanted = only.length > 0 ? only : Object.keys(defaults);
const go = { ...process.env, GOWORK: 'off', GOFLAGS: '', CGO_ENABLED: '0', GOTOOLCHAIN: 'local' };

const folderOf = (component) => {
  const name = readdirSync(recipes).find((entry) => entry === `${component}-${defaults[component]}`);
  if (!name) throw new Error(`No recipe for ${component} ${defaults[component]}`);
  return join(recipes, name);
};
const buildArgs = (component, output) => [
  'build',
  '-trimpath',
  '-buildvcs=false',
  '-mod=readonly',
  '-ldflags',
  '-s -w',
  ...(component === 'vault' ? ['-tags', 'minimal'] : []),
  '-o',
  output,
  packages[component],
];

/** Follows the size of a folder while work runs, in steps of a second. */
async function withPeak(folder, work) {
  let peak = 0;
  const look = () => {
    const { stdout } = spawnSync('du', ['-sk', folder], { encoding: 'utf8' });
    peak = Math.max(peak, Number(stdout.split('\t')[0]) / 1024);
  };
  const timer = setInterval(look, 1_000);
  try {
    const value = await work();
    look();
    return { value, peakMiB: Math.round(peak) };
  } finally {
    clearInterval(timer);
  }
}

console.log(machineLine());
for (const component of wanted)
  await timed('go', ['mod', 'download'], { cwd: folderOf(component), env: go }).catch(() => undefined);

mkdirSync(join(scratch, 'hand'), { recursive: true });
const hand = await withPeak(join(scratch, 'hand'), async () => {
  let total = 0;
  for (const component of wanted) {
    const { ms } = await timed('go', buildArgs(component, join(scratch, 'hand', component)), {
      cwd: folderOf(component),
      env: { ...go, GOCACHE: join(scratch, 'hand', 'cache') },
    });
    console.log(`  by hand: ${component} ${(ms / 1000).toFixed(0)} s`);
    total += ms;
  }
  return total;
});
mkdirSync(join(scratch, 'sealab'), { recursive: true });
const env = { ...process.env, SEALAB_CACHE: join(scratch, 'sealab'), SEALAB_HOME: join(scratch, 'home') };
delete env.SEALAB_BINARIES;
const product = await withPeak(
  join(scratch, 'sealab'),
  async () =>
    (await timed(process.execPath, [await builtFile('cli.js'), 'provision', ...wanted], { env })).ms,
);

console.log(
  `by hand, one after another  ${(hand.value / 1000).toFixed(0)} s, at most ${hand.peakMiB} MiB of disk`,
);
console.log(
  `sealab provision            ${(product.value / 1000).toFixed(0)} s, at most ${product.peakMiB} MiB of disk`,
);
console.log(`ratio                       ${(product.value / hand.value).toFixed(2)}`);
