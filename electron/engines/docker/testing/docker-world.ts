import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import type Dockerode from 'dockerode';
import type { ComponentBinary } from '#core/ports/components.ts';
import type { Program } from '#core/ports/engine.ts';
import type { EngineWorld } from '../../contract/engine-world.ts';
import { createEngineFinder } from '../candidates.ts';
import { createDockerConnection } from '../connect.ts';
import { createDockerEngine } from '../docker-engine.ts';
import { imageArchive, imageReference } from '../image-archive.ts';

const run = promisify(execFile);
/** A static program that an image of its own can hold. */
export const BUSYBOX = '/bin/busybox';
/** A service that prints what is written to the output of its first process, and does what its first word says. */
const SERVICE = `
case "$0" in
  crasher) echo 'last words'; exit 1 ;;
  stubborn) trap '' TERM ;;
  *) trap 'exit 0' TERM ;;
esac
echo ready
while :; do busybox sleep 1 & wait $!; done`;
const TOOL = `
if [ "$0" = terminal ]; then read first; busybox stty size; read line; echo "got $line"; busybox stty size; exit 5; fi
if [ "$0" = endless ]; then while :; do busybox sleep 1; done; fi
printf '%s' "$(busybox cat)"
for word; do printf '|%s' "$word"; done
printf '|%s' "$WORD"
printf 'to stderr' >&2
exit 3`;

/** The Docker of this machine. */
export const connect = createDockerConnection({
  finder: createEngineFinder({
    environment: process.env,
    homeFolder: homedir(),
    platform: process.platform,
    userId: process.getuid?.(),
  }),
});
const docker = await connect().catch(() => undefined);
const binaries = process.env['SEALAB_TEST_BINARIES'] ?? process.env['SEALAB_BINARIES'] ?? '';
const TOOLBOX = join(binaries, 'toolbox');
/** Whether the tests can run here. */
export const isPossible = docker !== undefined && existsSync(BUSYBOX) && existsSync(TOOLBOX);
const homes: string[] = [];

async function sha256Of(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

/** The binary of the toolbox that the tests were given. */
export async function toolbox(): Promise<ComponentBinary> {
  const sha256 = await sha256Of(TOOLBOX);
  return { component: 'toolbox', version: '1', path: TOOLBOX, sha256, source: 'given' };
}

async function busybox(engine: Dockerode): Promise<Program> {
  const binary = { component: 'busybox', version: 'test', sha256: await sha256Of(BUSYBOX) };
  const reference = imageReference(binary);
  const { Arch: architecture } = await engine.version();
  const image = { ...binary, path: BUSYBOX, sizeBytes: (await stat(BUSYBOX)).size, architecture, reference };
  const answer = await engine.loadImage(Readable.from(imageArchive(image, () => undefined)), { quiet: true });
  for await (const _chunk of answer);
  return { component: 'vault', version: 'test', reference };
}

export interface DockerWorldOfTests extends EngineWorld {
  readonly docker: Dockerode;
  readonly homeId: string;
  /** Containers of the home that have a role. */
  containers(role: string): Promise<readonly Dockerode.ContainerInfo[]>;
  /** An image with busybox and nothing else. */
  readonly program: Program;
}

let loaded: Promise<Program> | undefined;

/** A home of its own in the real Docker. */
export async function makeWorld(): Promise<DockerWorldOfTests> {
  const engine = await connect();
  loaded ??= busybox(engine);
  const program = await loaded;
  const homeId = randomBytes(4).toString('hex');
  homes.push(homeId);
  const aliens: Dockerode.Container[] = [];
  const container = (lab: string, service: string): Dockerode.Container =>
    engine.getContainer(`sealab-${homeId}-${lab}-${service}`);
  return {
    docker: engine,
    homeId,
    program,
    containers: async (role) =>
      await engine.listContainers({
        all: true,
        filters: JSON.stringify({ label: [`dev.sealab.home=${homeId}`, `dev.sealab.role=${role}`] }),
      }),
    engine: createDockerEngine({ connect, homeId, toolbox }),
    service: (_lab, _service, mode) => ({
      program: mode === 'missing' ? { ...program, reference: 'sealab/none:1' } : program,
      args: ['sh', '-c', SERVICE, mode],
    }),
    tool: (mode) => ({ program, args: ['sh', '-c', TOOL, mode] }),
    async say(lab, service, line) {
      const exec = await container(lab, service).exec({
        Cmd: ['/usr/bin/busybox', 'sh', '-c', 'echo "$0" > /proc/1/fd/1', line],
        AttachStdout: true,
      });
      for await (const _chunk of await exec.start({}));
    },
    async startAlien(alien, args) {
      const made = await engine.createContainer({ Image: alien.reference, Cmd: [...args] });
      aliens.push(made);
      await made.start();
      return (await made.inspect()).State.Pid;
    },
    async kill(pid) {
      process.kill(pid, 'SIGKILL');
    },
    async isAlive(pid) {
      const { stdout } = await run('ps', ['-o', 'state=', '-p', String(pid)]).catch(() => ({ stdout: 'Z' }));
      return !stdout.startsWith('Z');
    },
    async fileContent(lab, target) {
      try {
        const archive = await container(lab, 'vault').getArchive({ path: target });
        const chunks: Buffer[] = [];
        for await (const chunk of archive) chunks.push(Buffer.from(chunk));
        const bytes = Buffer.concat(chunks);
        const sizeBytes = Number.parseInt(bytes.toString('latin1', 124, 135), 8);
        return bytes.toString('utf8', 512, 512 + sizeBytes);
      } catch {
        return undefined;
      }
    },
    async [Symbol.asyncDispose]() {
      for (const alien of aliens) await alien.remove({ force: true });
    },
  };
}

/** Fails where a world of these tests has left something in Docker. */
export async function assertNothingIsLeft(): Promise<void> {
  for (const home of homes) {
    const filters = JSON.stringify({ label: [`dev.sealab.home=${home}`] });
    const [containers, networks, volumes] = await Promise.all([
      docker?.listContainers({ all: true, filters }),
      docker?.listNetworks({ filters }),
      docker?.listVolumes({ filters }),
    ]);
    if ([containers?.length, networks?.length, volumes?.Volumes?.length ?? 0].some((count) => count !== 0))
      throw new Error(`The tests left things of home ${home} in Docker.`);
  }
}
