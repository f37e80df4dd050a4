import { Duplex } from 'node:stream';
import { SealabError } from '#shared/errors.ts';
import { Slots } from '../../components/shared-work.ts';
import { statusOf } from './docker-errors.ts';
import type { DockerWorld } from './docker-world.ts';
import { LABEL } from './names.ts';
import { listContainers, removeContainer } from './objects.ts';
import { isAlive } from './start-service.ts';
import {
  driveVolumes,
  emptyVolume,
  ensureToolbox,
  type ToolboxContainer,
  type ToolboxParts,
} from './toolbox-container.ts';
import { SessionEnded, type ToolboxCommand, ToolboxSession } from './toolbox-session.ts';

const PROGRAM = '/usr/bin/toolbox';
/** Commands at once; more would not be faster on a laptop's disk. */
const SESSIONS = 4;
/** A session that nobody used for so long is closed. */
const IDLE_MS = 10_000;

interface LabToolbox {
  readonly slots: Slots;
  readonly idle: ToolboxSession[];
  container?: Promise<ToolboxContainer>;
  closing?: NodeJS.Timeout;
}

/**
 * One container per lab that sees all drives of its MinIO nodes, started when it is needed first. It has no network,
 * and goes when the last service of the lab was stopped. Commands run in a few sessions that are used again.
 */
export class Toolbox {
  readonly #parts: ToolboxParts;
  readonly #world: DockerWorld;
  readonly #labs = new Map<string, LabToolbox>();

  constructor(parts: ToolboxParts) {
    this.#parts = parts;
    this.#world = parts.world;
  }

  async drives(lab: string): Promise<readonly string[]> {
    return [...(await driveVolumes(this.#world, lab)).keys()];
  }

  /** Runs a command on a drive and gives what it writes. Throws `not-found` where the lab has no such drive. */
  async *run(lab: string, drive: string, command: ToolboxCommand): AsyncGenerator<Buffer> {
    const own = this.#labOf(lab);
    using _slot = await own.slots.take(new AbortController().signal);
    for (;;) {
      const { session, isNew } = await this.#session(own, lab, drive);
      let hasWritten = false;
      try {
        for await (const bytes of session.run(command)) {
          hasWritten = true;
          yield bytes;
        }
        return;
      } catch (thrown) {
        if (!(thrown instanceof SessionEnded)) throw thrown;
        this.#forget(lab);
        // An old session may have ended with its container while nobody looked.
        if (isNew || hasWritten) throw this.#broken(lab, thrown);
      } finally {
        this.#giveBack(own, session);
      }
    }
  }

  /** Empties a volume of the lab. */
  async empty(lab: string, volume: string): Promise<void> {
    await emptyVolume(this.#parts, lab, volume);
  }

  /** Removes the lab's toolbox unless a service of it runs. */
  async removeIfIdle(lab: string): Promise<void> {
    const containers = await listContainers(this.#world, lab);
    const hasRole = (role: string) => (container: (typeof containers)[number]) =>
      container.Labels[LABEL.role] === role;
    if (containers.filter(hasRole('service')).some((container) => isAlive(container))) return;
    this.#forget(lab);
    for (const { Id } of containers.filter(hasRole('toolbox'))) await removeContainer(this.#world, Id);
  }

  #labOf(lab: string): LabToolbox {
    const known = this.#labs.get(lab);
    if (known !== undefined) return known;
    const made: LabToolbox = { slots: new Slots(SESSIONS), idle: [] };
    this.#labs.set(lab, made);
    return made;
  }

  async #session(
    own: LabToolbox,
    lab: string,
    drive: string,
  ): Promise<{ readonly session: ToolboxSession; readonly isNew: boolean }> {
    const known = own.container;
    const sees = known === undefined || (await known.catch(() => undefined))?.drives.has(drive) === true;
    // Somebody else may have forgotten it already, and started another one.
    if (!sees && own.container === known) this.#forget(lab);
    const idle = own.idle.pop();
    if (idle?.isUsable === true) {
      idle.isIdle = false;
      return { session: idle, isNew: false };
    }
    return { session: await this.#open(own, lab, drive), isNew: true };
  }

  async #open(own: LabToolbox, lab: string, drive: string): Promise<ToolboxSession> {
    const what = `use the toolbox of lab ${lab}`;
    for (let attempt = 1; ; attempt += 1) {
      own.container ??= ensureToolbox(this.#parts, lab, drive);
      try {
        const { id } = await own.container;
        return await this.#world.use(what, async (docker) => {
          const io = { AttachStdin: true, AttachStdout: true, AttachStderr: true };
          const exec = await docker.getContainer(id).exec({ Cmd: [PROGRAM, 'serve'], ...io });
          const stream = await exec.start({ hijack: true, stdin: true });
          if (!(stream instanceof Duplex))
            throw new TypeError('The connection to a program has no way back.');
          return new ToolboxSession(stream);
        });
      } catch (thrown) {
        this.#forget(lab);
        // It was removed or stopped since we saw it: by `docker rm`, or by another Sealab.
        const isGone = thrown instanceof SealabError && [404, 409].includes(statusOf(thrown.cause) ?? 0);
        if (!isGone || attempt > 1) throw thrown;
      }
    }
  }

  #giveBack(own: LabToolbox, session: ToolboxSession): void {
    if (!session.isUsable) {
      session.close();
      return;
    }
    session.isIdle = true;
    own.idle.push(session);
    clearTimeout(own.closing);
    own.closing = setTimeout(() => closeAll(own), IDLE_MS).unref();
  }

  #forget(lab: string): void {
    const own = this.#labs.get(lab);
    if (own === undefined) return;
    delete own.container;
    closeAll(own);
  }

  #broken(lab: string, cause: Error): SealabError {
    return new SealabError('conflict', `The toolbox of lab ${lab} ended while it was used.`, {
      fix: 'Run it again: Sealab starts another one.',
      cause,
    });
  }
}

function closeAll(own: LabToolbox): void {
  for (const session of own.idle.splice(0)) session.close();
}
