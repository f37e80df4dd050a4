// `npm run bench:up [RUNS]`: a lab of processes from nothing to its proof, against the same by hand (recipe.sh),
// interleaved, with the same programs and the same kind of keys.
import { join } from 'node:path';
import { binariesFolder, machineLine, root, scratchFolder, timed } from './measure.mjs';
import { comparePairs } from './pairs.mjs';

const runs = Number(process.argv[2] ?? 7);
const binaries = await binariesFolder();
const scratch = scratchFolder('up');
const env = {
  ...process.env,
  SEALAB_HOME: join(scratch, 'home'),
  SEALAB_CACHE: join(scratch, 'cache'),
  SEALAB_BINARIES: binaries,
};

console.log(machineLine());
for (const topology of ['standalone', 'distributed']) {
  await comparePairs({
    topology,
    engine: 'process',
    runs,
    env,
    scratch,
    handName: 'by hand, recipe.sh',
    hand: async (folder) =>
      await timed(join(root, 'bench', 'recipe.sh'), [topology, binaries, folder, '24100'], {
        mark: 'proven',
      }),
  });
}
