// `npm run bench:scale`: how time and memory of a lab grow with 1, 4 and 8 MinIO nodes. One node and four are labs of
// Sealab; eight are two distributed labs side by side, because a lab has at most four nodes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { binariesFolder, builtFile, machineLine, scratchFolder, timed } from './measure.mjs';

const scratch = scratchFolder('scale');
const cli = await builtFile('cli.js');
const env = {
  ...process.env,
  SEALAB_HOME: join(scratch, 'home'),
  SEALAB_CACHE: join(scratch, 'cache'),
  SEALAB_BINARIES: await binariesFolder(),
};
const sealab = async (...args) => await timed(process.execPath, [cli, ...args], { env });
const rssMiB = (pid) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;

async function measure(title, labs) {
  const start = performance.now();
  await Promise.all(
    labs.map(
      async ([name, topology]) => await sealab('up', name, '--topology', topology, '--engine', 'process'),
    ),
  );
  const ms = performance.now() - start;
  await new Promise((resolve) => setTimeout(resolve, 5_000));
  let memory = 0;
  const parts = {};
  for (const [name] of labs) {
    for (const { component, pid } of JSON.parse((await sealab('status', name, '--json')).stdout).services) {
      memory += rssMiB(pid);
      parts[component] = (parts[component] ?? 0) + rssMiB(pid);
    }
  }
  const detail = Object.entries(parts)
    .map(([component, value]) => `${component} ${Math.round(value)}`)
    .join(', ');
  console.log(
    `${title.padEnd(10)} up ${(ms / 1000).toFixed(1)} s, ${Math.round(memory)} MiB resident after 5 s (${detail})`,
  );
  for (const [name] of labs) await sealab('rm', name, '--yes');
}

console.log(machineLine());
await measure('warm-up', [['one', 'standalone']]);
await measure('1 node', [['one', 'standalone']]);
await measure('4 nodes', [['four', 'distributed']]);
await measure('8 nodes', [
  ['left', 'distributed'],
  ['right', 'distributed'],
]);
