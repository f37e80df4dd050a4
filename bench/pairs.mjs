// `sealab up` against the same by hand, interleaved: the one loop of bench:up and bench:docker.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { builtFile, median, ratio, seconds, timed } from './measure.mjs';

/**
 * Runs both in turns and prints medians, the ratio pair by pair and where the product's time goes. The first pair warms
 * the page cache and is not counted. `hand(folder)` returns what `timed` returns.
 */
export async function comparePairs({ topology, engine, runs, env, scratch, hand, handName }) {
  const cli = await builtFile('cli.js');
  const product = [];
  const recipe = [];
  const ratios = [];
  const steps = new Map();
  for (let run = 0; run <= runs; run += 1) {
    const folder = join(scratch, `hand-${topology}-${run}`);
    const byHand = await hand(folder);
    rmSync(folder, { recursive: true, force: true });
    const up = await timed(
      process.execPath,
      [cli, 'up', 'bench', '--topology', topology, '--engine', engine, '--json'],
      { env },
    );
    await timed(process.execPath, [cli, 'rm', 'bench', '--yes'], { env });
    if (run === 0) continue;
    product.push(up.ms);
    recipe.push(byHand.ms);
    ratios.push(up.ms / byHand.ms);
    for (const [step, ms] of Object.entries(JSON.parse(up.stdout).timingsMs))
      steps.set(step, [...(steps.get(step) ?? []), ms]);
  }
  console.log(`\n${topology}, ${runs} pairs: median (lowest to highest)`);
  console.log(`  sealab up, whole process  ${seconds(product)}`);
  console.log(`  ${handName.padEnd(24)}  ${seconds(recipe)}`);
  console.log(`  ratio, pair by pair       ${ratio(ratios)}`);
  console.log(
    `  steps, median ms (they overlap): ${[...steps].map(([step, ms]) => `${step} ${Math.round(median(ms))}`).join(', ')}`,
  );
}
