// `npm run bench:docker [RUNS]`: a lab on Docker from nothing to its proof, against `docker compose` v2 with the same
// compose files, the same images and the same bootstrap (compose.sh), interleaved. The images are there for both.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binariesFolder, builtFile, machineLine, root, scratchFolder, timed } from './measure.mjs';
import { comparePairs } from './pairs.mjs';

const runs = Number(process.argv[2] ?? 7);
const binaries = await binariesFolder();
const compose = await composeProgram();
const scratch = scratchFolder('docker');
const env = {
  ...process.env,
  SEALAB_HOME: join(scratch, 'home'),
  SEALAB_CACHE: join(scratch, 'cache'),
  SEALAB_BINARIES: binaries,
};

/** Compose v2 as a development tool, built once from the pinned module beside this file. */
async function composeProgram() {
  const given = process.env['BENCH_COMPOSE'];
  if (given) return given;
  const program = join(tmpdir(), 'sealab-bench-compose-2.40.3');
  if (existsSync(program)) return program;
  console.log('Building Compose v2, a minute or two');
  const args = ['build', '-trimpath', '-mod=readonly', '-o', program, 'github.com/docker/compose/v2/cmd'];
  await timed('go', args, {
    cwd: join(root, 'bench', 'compose-v2'),
    env: { ...process.env, GOWORK: 'off', GOFLAGS: '', CGO_ENABLED: '0' },
  });
  return program;
}

/** The images that Sealab made of the same binaries, by component. */
async function imagesOf() {
  const cli = await builtFile('cli.js');
  await timed(process.execPath, [cli, 'up', 'bench', '--engine', 'docker', '--json'], { env });
  await timed(process.execPath, [cli, 'rm', 'bench', '--yes'], { env });
  const { stdout } = spawnSync('docker', ['images', '--format', '{{.Repository}}:{{.Tag}}'], {
    encoding: 'utf8',
  });
  const of = (component) => stdout.split('\n').find((line) => line.startsWith(`sealab/${component}:`)) ?? '';
  return { VAULT_IMAGE: of('vault'), KES_IMAGE: of('kes'), MINIO_IMAGE: of('minio') };
}

console.log(machineLine());
const images = await imagesOf();
for (const topology of ['standalone', 'distributed']) {
  await comparePairs({
    topology,
    engine: 'docker',
    runs,
    env,
    scratch,
    handName: 'docker compose v2',
    hand: async (folder) =>
      await timed(
        join(root, 'bench', 'compose.sh'),
        [topology, compose, join(binaries, 'mc'), folder, '25100'],
        { env: { ...process.env, ...images }, mark: 'proven' },
      ),
  });
}
