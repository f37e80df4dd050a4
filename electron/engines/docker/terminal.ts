import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import type { Terminal, TerminalCommand } from '#core/ports/engine.ts';
import type { OperationContext } from '#core/ports/operation-context.ts';
import { cancelledError } from '#shared/errors.ts';
import { CLOSED, environmentOf } from './container-options.ts';
import type { DockerWorld } from './docker-world.ts';
import { USER } from './image-archive.ts';
import { LABEL } from './names.ts';
import { findNetwork, removeContainer } from './objects.ts';
import { exitCodeOf, startAttached } from './run-container.ts';
import type { Toolbox } from './toolbox.ts';

/**
 * Opens a terminal as a container of the program's image, on the lab's network. It shares the processes of the lab's
 * toolbox: the kernel ends it with the toolbox, and so with Sealab, whatever becomes of that.
 */
export async function openTerminal(
  { world, toolbox }: { readonly world: DockerWorld; readonly toolbox: Toolbox },
  { lab, program, args, environment, size }: TerminalCommand & { readonly lab: string },
  { signal }: OperationContext,
): Promise<Terminal> {
  if (signal.aborted) throw cancelledError(signal.reason);
  const what = `open a terminal with ${program.component} in lab ${lab}`;
  const networkId = (await findNetwork(world, lab)) ?? 'none';
  const hold = await toolbox.hold(lab);
  try {
    const { id, stream } = await startAttached(world, {
      what,
      hasInput: true,
      options: {
        Image: program.reference,
        Cmd: [...args],
        Env: environmentOf({ TERM: 'xterm-256color', ...environment }),
        User: `${USER}:${USER}`,
        Tty: true,
        Labels: world.names.labels(lab, { [LABEL.role]: 'terminal' }),
        HostConfig: {
          ...CLOSED,
          PidMode: `container:${hold.id}`,
          NetworkMode: networkId,
          // Before Docker 23 a terminal has its size only once it is resized.
          ConsoleSize: [size.rows, size.columns],
        },
      },
    });
    const terminal = terminalOf({ world, what, id, stream }, () => hold[Symbol.dispose]());
    try {
      if (signal.aborted) throw cancelledError(signal.reason);
      await terminal.resize(size);
      if (signal.aborted) throw cancelledError(signal.reason);
      return terminal;
    } catch (thrown) {
      await terminal[Symbol.asyncDispose]();
      throw thrown;
    }
  } catch (thrown) {
    hold[Symbol.dispose]();
    throw thrown;
  }
}

/** A program that is over has no size any more. */
const OVER = /is not running|cannot resize a stopped container|process already finished/i;

interface OpenContainer {
  readonly world: DockerWorld;
  readonly what: string;
  readonly id: string;
  readonly stream: Duplex;
}

function terminalOf({ world, what, id, stream }: OpenContainer, release: () => void): Terminal {
  const ended = once(stream, 'close').catch(() => undefined);
  const end = async (): Promise<number> => {
    await ended;
    try {
      return await exitCodeOf(world, what, id);
    } finally {
      await removeContainer(world, id);
      release();
    }
  };
  const exited = end();
  exited.catch(() => undefined);
  return {
    output: stream,
    exited,
    async write(input) {
      if (stream.writable && !stream.write(input)) await Promise.race([once(stream, 'drain'), ended]);
    },
    async resize({ columns, rows }) {
      await world.find('resize a terminal', async (docker, abortSignal) => {
        const wanted = { w: columns, h: rows, abortSignal };
        try {
          await docker.getContainer(id).resize(wanted);
        } catch (thrown) {
          if (!OVER.test(String(thrown))) throw thrown;
        }
      });
    },
    async [Symbol.asyncDispose]() {
      await removeContainer(world, id);
      stream.destroy();
      await exited.catch(() => undefined);
    },
  };
}
