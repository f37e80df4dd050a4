import { setTimeout as delay } from 'node:timers/promises';
import type { ComponentBinary, Platform } from '#core/ports/components.ts';
import type { OperationContext } from '#core/ports/operation-context.ts';
import { SealabError } from '#shared/errors.ts';
import { ExecDetail } from './api-schemas.ts';
import { CLOSED, mountsOf } from './container-options.ts';
import { demultiplex } from './demultiplex.ts';
import { statusOf } from './docker-errors.ts';
import type { DockerWorld } from './docker-world.ts';
import { USER } from './image-archive.ts';
import type { Images } from './images.ts';
import { LABEL } from './names.ts';
import { createContainer, listContainers, listVolumes, removeContainer } from './objects.ts';
import { runContainer } from './run-container.ts';
import { isAlive } from './start-service.ts';

const PROGRAM = '/usr/bin/toolbox';
const DRIVES = '/drives';
const EXIT_LIMIT_MS = 5_000;

/** Gives the toolbox's binary for the engine's platform. */
export type ToolboxBinary = (
  target: Platform | undefined,
  context: OperationContext,
) => Promise<ComponentBinary>;

export interface ToolboxCommand {
  readonly drive: string;
  /** Arguments of `toolbox`; see resources/components/toolbox-1/main.go. */
  readonly args: readonly string[];
  readonly input?: Uint8Array;
}

interface Running {
  readonly id: string;
  readonly drives: ReadonlySet<string>;
}

/** How the toolbox ended; codes are those of its main.go. */
const FAILURES = {
  3: { code: 'not-found', says: 'it is not there' },
  4: { code: 'invalid-input', says: 'the path leads out of the drive or over a link' },
  5: { code: 'disk-full', says: 'the disk is full' },
  6: { code: 'permission-denied', says: 'the system refuses it' },
} as const;

/**
 * One container per lab that sees all drives of its MinIO nodes, started when it is needed first. It has no network,
 * and goes when the last service of the lab was stopped.
 */
export class Toolbox {
  readonly #world: DockerWorld;
  readonly #images: Images;
  readonly #binary: ToolboxBinary;
  readonly #running = new Map<string, Promise<Running>>();

  constructor(world: DockerWorld, images: Images, binary: ToolboxBinary) {
    this.#world = world;
    this.#images = images;
    this.#binary = binary;
  }

  /** The drives of a lab: data volumes of its MinIO nodes, by service. */
  async volumes(lab: string): Promise<ReadonlyMap<string, string>> {
    const found = await listVolumes(this.#world, lab, { [LABEL.role]: 'data' });
    return new Map(
      found
        .map((volume) => [volume.Labels[LABEL.service] ?? '', volume.Name] as const)
        .filter(([service]) => service.startsWith('minio'))
        .toSorted(([one], [other]) => (one < other ? -1 : 1)),
    );
  }

  /** Runs a command and gives what it writes. Throws `not-found` where the lab has no such drive. */
  async *run(lab: string, command: ToolboxCommand): AsyncGenerator<Buffer> {
    const { args, input } = command;
    const exec = await this.#exec(lab, command);
    const what = `${args[0]} in the drive ${command.drive} of lab ${lab}`;
    const stream = await this.#world.use(
      what,
      async () => await exec.start({ hijack: true, stdin: input !== undefined }),
    );
    stream.on('error', () => undefined);
    const errors: Buffer[] = [];
    try {
      if (input !== undefined) stream.end(input);
      for await (const written of demultiplex(stream)) {
        if (written.stream === 'stdout') yield written.bytes;
        else errors.push(written.bytes);
      }
    } finally {
      stream.destroy();
    }
    await this.#checkExit(exec, what, Buffer.concat(errors).toString('utf8').trim());
  }

  /** Empties one volume by a container of its own: the data of a service that is no drive, too. */
  async empty(volume: string, lab: string, signal: AbortSignal): Promise<void> {
    const { exitCode, stderr } = await runContainer(
      this.#world,
      {
        what: `empty the volume ${volume}`,
        options: {
          Image: await this.#image(),
          Cmd: ['remove', 'data'],
          Labels: this.#world.names.labels(lab, { [LABEL.role]: 'tool' }),
          HostConfig: {
            ...CLOSED,
            NetworkMode: 'none',
            Mounts: mountsOf([{ volume, target: `${DRIVES}/data` }]),
          },
        },
      },
      signal,
    );
    if (exitCode !== 0) throw failure(exitCode, `empty the volume ${volume}`, stderr.trim());
  }

  /** Removes the lab's toolbox unless a service of it runs. */
  async removeIfIdle(lab: string): Promise<void> {
    const containers = await listContainers(this.#world, lab);
    const isService = (role: string | undefined): boolean => role === 'service';
    if (containers.some((container) => isService(container.Labels[LABEL.role]) && isAlive(container))) return;
    this.#running.delete(lab);
    for (const { Id, Labels } of containers)
      if (Labels[LABEL.role] === 'toolbox') await removeContainer(this.#world, Id);
  }

  async #image(): Promise<string> {
    const context: OperationContext = { signal: new AbortController().signal, report: () => undefined };
    const binary = await this.#binary(await this.#images.platform(), context);
    return (await this.#images.prepare(binary, context)).reference;
  }

  async #exec(lab: string, { drive, args, input }: ToolboxCommand): Promise<Exec> {
    for (let attempt = 1; ; attempt += 1) {
      const { id } = await this.#runningWith(lab, drive);
      try {
        return await this.#world.use(`use the toolbox of lab ${lab}`, async (docker) => {
          const options = { AttachStdin: input !== undefined, AttachStdout: true, AttachStderr: true };
          return await docker.getContainer(id).exec({ Cmd: [PROGRAM, ...args], ...options });
        });
      } catch (thrown) {
        // It was removed or stopped since we saw it: by `docker rm`, or by another Sealab.
        const isGone = thrown instanceof SealabError && [404, 409].includes(statusOf(thrown.cause) ?? 0);
        if (!isGone || attempt > 1) throw thrown;
        this.#running.delete(lab);
      }
    }
  }

  async #runningWith(lab: string, drive: string): Promise<Running> {
    const known = await this.#running.get(lab)?.catch(() => undefined);
    if (known?.drives.has(drive) === true) return known;
    const started = this.#ensure(lab, drive);
    this.#running.set(lab, started);
    try {
      return await started;
    } catch (thrown) {
      if (this.#running.get(lab) === started) this.#running.delete(lab);
      throw thrown;
    }
  }

  async #ensure(lab: string, drive: string): Promise<Running> {
    const volumes = await this.volumes(lab);
    if (!volumes.has(drive)) {
      throw new SealabError('not-found', `Lab ${lab} has no drive ${drive}.`, {
        fix: `Start the lab: sealab up ${lab}`,
      });
    }
    const drives = [...volumes.keys()].join(',');
    const existing = await listContainers(this.#world, lab, { [LABEL.role]: 'toolbox' });
    const fitting = existing.find(
      ({ Labels, State }) => State === 'running' && Labels[LABEL.drives] === drives,
    );
    if (fitting !== undefined) return { id: fitting.Id, drives: new Set(volumes.keys()) };
    for (const { Id } of existing) await removeContainer(this.#world, Id);
    const id = await this.#start(lab, volumes);
    return { id, drives: new Set(volumes.keys()) };
  }

  async #start(lab: string, volumes: ReadonlyMap<string, string>): Promise<string> {
    const { names } = this.#world;
    const what = `start the toolbox of lab ${lab}`;
    const id = await createContainer(this.#world, what, {
      name: names.name(lab, 'toolbox'),
      Image: await this.#image(),
      Cmd: ['idle'],
      User: `${USER}:${USER}`,
      Labels: names.labels(lab, {
        [LABEL.role]: 'toolbox',
        [LABEL.service]: 'toolbox',
        [LABEL.drives]: [...volumes.keys()].join(','),
      }),
      HostConfig: {
        ...CLOSED,
        NetworkMode: 'none',
        Mounts: mountsOf([...volumes].map(([drive, volume]) => ({ volume, target: `${DRIVES}/${drive}` }))),
      },
    });
    try {
      await this.#world.use(what, async (docker) => {
        await docker.getContainer(id).start();
      });
      return id;
    } catch (thrown) {
      await removeContainer(this.#world, id);
      throw thrown;
    }
  }

  async #checkExit(exec: Exec, what: string, said: string): Promise<void> {
    const giveUpAt = performance.now() + EXIT_LIMIT_MS;
    for (;;) {
      const { Running, ExitCode } = await this.#world.use(what, async () =>
        ExecDetail.parse(await exec.inspect()),
      );
      if (!Running && ExitCode === 0) return;
      // The end of the output comes a moment before the end of the process.
      if (!Running || performance.now() > giveUpAt) throw failure(ExitCode ?? -1, what, said);
      await delay(5);
    }
  }
}

interface Exec {
  start(options: {
    hijack: boolean;
    stdin: boolean;
  }): Promise<NodeJS.ReadWriteStream & { destroy(): unknown }>;
  inspect(): Promise<unknown>;
}

function failure(exitCode: number, what: string, said: string): SealabError {
  const known = Object.entries(FAILURES).find(([code]) => Number(code) === exitCode)?.[1];
  const message = `The toolbox cannot ${what}: ${known?.says ?? said}.`;
  return new SealabError(known?.code ?? 'internal', message, { details: { evidence: [said], exitCode } });
}
