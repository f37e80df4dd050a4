import { Duplex } from 'node:stream';
import { cancelledError, SealabError } from '#shared/errors.ts';
import { Slots } from '../../components/shared-work.ts';
import { statusOf } from './docker-errors.ts';
import type { DockerWorld } from './docker-world.ts';
import { LABEL } from './names.ts';
import { listContainers, removeContainer } from './objects.ts';
import { isAlive } from './start-service.ts';
import {
  driveVolumes,
  emptyVolume,
  startToolbox,
  type ToolboxContainer,
  type ToolboxParts,
} from './toolbox-container.ts';
import { SessionEnded, type ToolboxCommand, ToolboxSession } from './toolbox-session.ts';

const PROGRAM = '/usr/bin/toolbox';
/** Commands at once; more would not be faster on a laptop's disk. */
const SESSIONS = 4;
/** A toolbox that nobody used for so long is ended. */
const IDLE_MS = 30_000;

/** The containers that live with the toolbox. */
const ROLES: ReadonlySet<string> = new Set(['toolbox', 'terminal']);

/** What is asked of a drive. */
export interface DriveCommand extends ToolboxCommand {
  readonly lab: string;
  readonly drive: string;
  readonly signal?: AbortSignal | undefined;
}

interface LabToolbox {
  readonly slots: Slots;
  readonly idle: ToolboxSession[];
  users: number;
  container?: Promise<ToolboxContainer>;
  ending?: NodeJS.Timeout;
}

/**
 * One container per lab that sees all drives of its MinIO nodes, started when it is needed first. It has no network,
 * and goes when nobody used it for a while, when the last service of the lab was stopped, and when this program ends,
 * however it ends. Commands run in a few sessions that are used again.
 */
export class Toolbox {
  readonly #parts: ToolboxParts & { readonly idleMs?: number | undefined };
  readonly #world: DockerWorld;
  readonly #labs = new Map<string, LabToolbox>();

  constructor(parts: ToolboxParts & { readonly idleMs?: number | undefined }) {
    this.#parts = parts;
    this.#world = parts.world;
  }

  async drives(lab: string): Promise<readonly string[]> {
    return [...(await driveVolumes(this.#world, lab)).keys()];
  }

  /** Runs a command on a drive and gives what it writes. Throws `not-found` where the lab has no such drive, `cancelled`. */
  async *run({ lab, drive, signal, ...command }: DriveCommand): AsyncGenerator<Buffer> {
    const own = this.#labOf(lab);
    using _slot = await own.slots.take(signal ?? new AbortController().signal);
    using _use = this.#use(own);
    for (;;) {
      const { session, isNew } = await this.#session(own, lab, drive);
      let hasWritten = false;
      const leave = (): void => session.close();
      signal?.addEventListener('abort', leave, { once: true });
      try {
        if (signal?.aborted === true) throw cancelledError(signal.reason);
        for await (const bytes of session.run(command)) {
          hasWritten = true;
          yield bytes;
        }
        return;
      } catch (thrown) {
        if (signal?.aborted === true) throw cancelledError(signal.reason);
        if (!(thrown instanceof SessionEnded)) throw thrown;
        forget(own);
        // An old session may have ended with its container while nobody looked.
        if (isNew || hasWritten) throw this.#broken(lab, thrown);
      } finally {
        signal?.removeEventListener('abort', leave);
        giveBack(own, session);
      }
    }
  }

  /** Empties a volume of the lab. */
  async empty(lab: string, volume: string, signal: AbortSignal): Promise<void> {
    await emptyVolume(this.#parts, { lab, volume }, signal);
  }

  /** A toolbox that stays until it is given back: what shares its processes ends with it. Gives the container's id. */
  async hold(lab: string): Promise<Disposable & { readonly id: string }> {
    const own = this.#labOf(lab);
    const use = this.#use(own);
    try {
      const { id } = await (own.container ??= this.#start(own, lab, undefined));
      return { id, ...use };
    } catch (thrown) {
      forget(own);
      use[Symbol.dispose]();
      throw thrown;
    }
  }

  /** Removes the lab's toolboxes, of every Sealab, unless a service of it runs. */
  async removeIfIdle(lab: string): Promise<void> {
    const containers = await listContainers(this.#world, lab);
    const services = containers.filter(({ Labels }) => Labels[LABEL.role] === 'service');
    if (services.some((container) => isAlive(container))) return;
    forget(this.#labOf(lab));
    for (const { Id, Labels } of containers)
      if (ROLES.has(Labels[LABEL.role] ?? '')) await removeContainer(this.#world, Id);
  }

  #labOf(lab: string): LabToolbox {
    const known = this.#labs.get(lab);
    if (known !== undefined) return known;
    const made: LabToolbox = { slots: new Slots(SESSIONS), idle: [], users: 0 };
    this.#labs.set(lab, made);
    return made;
  }

  /** The toolbox ends some time after its last user left. */
  #use(own: LabToolbox): Disposable {
    clearTimeout(own.ending);
    own.users += 1;
    let isOver = false;
    return {
      [Symbol.dispose]: () => {
        if (isOver) return;
        isOver = true;
        own.users -= 1;
        if (own.users > 0) return;
        own.ending = setTimeout(() => forget(own), this.#parts.idleMs ?? IDLE_MS).unref();
      },
    };
  }

  async #start(own: LabToolbox, lab: string, drive: string | undefined): Promise<ToolboxContainer> {
    const container = await startToolbox(this.#parts, lab, drive);
    container.life.once('close', () => void forgetIf(own, container));
    return container;
  }

  async #session(
    own: LabToolbox,
    lab: string,
    drive: string,
  ): Promise<{ readonly session: ToolboxSession; readonly isNew: boolean }> {
    const known = own.container;
    const sees = known === undefined || (await known.catch(() => undefined))?.drives.has(drive) === true;
    // Somebody else may have forgotten it already, and started another one.
    if (!sees && own.container === known) forget(own);
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
      own.container ??= this.#start(own, lab, drive);
      try {
        const { id } = await own.container;
        return await this.#world.use(what, async (docker, abortSignal) => {
          const io = { AttachStdin: true, AttachStdout: true, AttachStderr: true, abortSignal };
          const exec = await docker.getContainer(id).exec({ Cmd: [PROGRAM, 'serve'], ...io });
          const stream = await exec.start({ hijack: true, stdin: true, abortSignal });
          if (!(stream instanceof Duplex))
            throw new TypeError('The connection to a program has no way back.');
          return new ToolboxSession(stream);
        });
      } catch (thrown) {
        forget(own);
        // It was removed or stopped since we saw it: by `docker rm`, or by another Sealab.
        const isGone = thrown instanceof SealabError && [404, 409].includes(statusOf(thrown.cause) ?? 0);
        if (!isGone || attempt > 1) throw thrown;
      }
    }
  }

  #broken(lab: string, cause: Error): SealabError {
    return new SealabError('conflict', `The toolbox of lab ${lab} ended while it was used.`, {
      fix: 'Run it again: Sealab starts another one.',
      cause,
    });
  }
}

function giveBack(own: LabToolbox, session: ToolboxSession): void {
  if (!session.isUsable) {
    session.close();
    return;
  }
  session.isIdle = true;
  own.idle.push(session);
}

/** For a container that went: by `docker rm`, or with its engine. */
async function forgetIf(own: LabToolbox, container: ToolboxContainer): Promise<void> {
  if ((await own.container?.catch(() => undefined)) === container) forget(own);
}

/** Ends the toolbox and its idle sessions; the next one who needs it starts another. */
function forget(own: LabToolbox): void {
  const { container } = own;
  delete own.container;
  for (const session of own.idle.splice(0)) session.close();
  container?.then(
    ({ life }) => life.destroy(),
    () => undefined,
  );
}
