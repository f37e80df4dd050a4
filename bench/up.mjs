// `npm run bench:up [RUNS]`: a lab from nothing to its proof, against the same by hand (recipe.sh), interleaved, with
// the same programs and the same kind of keys. Prints the ratio pair by pair and where the product's time goes.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  binariesFolder,
  builtFile,
  machineLine,
  median,
  ratio,
  root,
  scratchFolder,
  seconds,
  timed,
} from './measure.mjs';

const runs = Number(process.argv[2] ?? 7);
const binaries = await binariesFolder();
const cli = await builtFile('cli.js');
const scratch = scratchFolder('up');
const env = {
  ...process.env,
  SEALAB_HOME: join(scratch, 'home'),
  SEALAB_CACHE: join(scratch, 'cache'),
  SEALAB_BINARIES: binaries,
};

console.log(machineLine());
for (const topology of ['standalone', 'distributed']) {
  const product = [];
  const recipe = [];
  const ratios = [];
  const steps = new Map();
  // The first pair warms the page cache and is not counted.
  for (let run = 0; run <= runs; run += 1) {
    const byHand = join(scratch, `hand-${topology}-${run}`);
    const hand = await timed(join(root, 'bench', 'recipe.sh'), [topology, binaries, byHand, '24100']);
    rmSync(byHand, { recursive: true, force: true });
    const up = await timed(
      process.execPath,
      [cli, 'up', 'bench', '--topology', topology, '--engine', 'process', '--json'],
      { env },
    );
    await timed(process.execPath, [cli, 'rm', 'bench', '--yes'], { env });
    if (run === 0) continue;
    product.push(up.ms);
    recipe.push(hand.ms);
    ratios.push(up.ms / hand.ms);
    for (const [step, ms] of Object.entries(JSON.parse(up.stdout).timingsMs))
      steps.set(step, [...(steps.get(step) ?? []), ms]);
  }
  console.log(`\n${topology}, ${runs} pairs: median (lowest to highest)`);
  console.log(`  sealab up, whole process  ${seconds(product)}`);
  console.log(`  by hand, recipe.sh        ${seconds(recipe)}`);
  console.log(`  ratio, pair by pair       ${ratio(ratios)}`);
  console.log(
    `  steps, median ms (they overlap): ${[...steps].map(([step, ms]) => `${step} ${Math.round(median(ms))}`).join(', ')}`,
  );
}
