import { Duplex } from 'node:stream';
import type { ContainerCreateOptions } from 'dockerode';
import type { ExecResult } from '#core/ports/engine.ts';
import { cancelledError, SealabError } from '#shared/errors.ts';
import { WaitAnswer } from './api-schemas.ts';
import { demultiplex } from './demultiplex.ts';
import type { DockerWorld } from './docker-world.ts';
import { createContainer, removeContainer } from './objects.ts';

const OUTPUT_LIMIT_BYTES = 10 * 1024 * 1024;

interface OneStart {
  /** Continues "Docker cannot …". */
  readonly what: string;
  readonly options: ContainerCreateOptions;
  readonly hasInput: boolean;
}

/** A container that runs, and the connection to its input and output. Without a terminal it is multiplexed. */
export interface AttachedContainer {
  readonly id: string;
  readonly stream: Duplex;
}

/** Makes a container, connects to it and starts it; its input ends with the connection. Failed, it leaves none. */
export async function startAttached(
  world: DockerWorld,
  { what, options, hasInput }: OneStart,
): Promise<AttachedContainer> {
  const id = await createContainer(world, what, {
    ...options,
    ...(hasInput ? { OpenStdin: true, StdinOnce: true, AttachStdin: true } : {}),
    AttachStdout: true,
    AttachStderr: true,
  });
  try {
    return await world.use(what, async (docker, abortSignal) => {
      const container = docker.getContainer(id);
      const io = { stream: true, stdin: hasInput, stdout: true, stderr: true, hijack: true };
      const stream = await container.attach({ ...io, abortSignal });
      if (!(stream instanceof Duplex)) throw new TypeError('The connection to a container has no way back.');
      // A program that ends before it has read its input is no error of ours.
      stream.on('error', () => undefined);
      try {
        await container.start({ abortSignal });
      } catch (thrown) {
        stream.destroy();
        throw thrown;
      }
      return { id, stream };
    });
  } catch (thrown) {
    await removeContainer(world, id);
    throw thrown;
  }
}

/** What a program ends with that SIGKILL ended, in a shell's way of counting. */
const KILLED = 137;

/** Waits for the end of a container; gives its exit code. One that is gone was ended from outside. */
export async function exitCodeOf(world: DockerWorld, what: string, id: string): Promise<number> {
  const code = await world.find(what, async (docker, abortSignal) => {
    const answer: unknown = await docker.getContainer(id).wait({ condition: 'not-running', abortSignal });
    return WaitAnswer.parse(answer).StatusCode;
  });
  return code ?? KILLED;
}

export interface OneRun {
  /** Continues "Docker cannot …". */
  readonly what: string;
  readonly options: ContainerCreateOptions;
  readonly stdin?: string;
}

/**
 * Runs a container to its end, gives it its input and collects what it writes; it is removed afterwards. Ended by the
 * signal. Throws `unsupported` where it writes more than 10 MiB.
 */
export async function runContainer(
  world: DockerWorld,
  { what, options, stdin }: OneRun,
  signal: AbortSignal,
): Promise<ExecResult> {
  if (signal.aborted) throw cancelledError(signal.reason);
  const { id, stream } = await startAttached(world, { what, options, hasInput: stdin !== undefined });
  let removing: Promise<void> | undefined;
  const remove = async (): Promise<void> => await (removing ??= removeContainer(world, id));
  // The end of the container ends its output, and so everything that waits below.
  const abort = (): void => void remove().catch(() => undefined);
  signal.addEventListener('abort', abort, { once: true });
  try {
    if (signal.aborted) throw cancelledError(signal.reason);
    stream.end(stdin ?? '');
    const output = await world.use(what, async () => await collect(stream, what));
    if (signal.aborted) throw cancelledError(signal.reason);
    return { exitCode: await exitCodeOf(world, what, id), ...output };
  } catch (thrown) {
    if (signal.aborted) throw cancelledError(signal.reason);
    throw thrown;
  } finally {
    signal.removeEventListener('abort', abort);
    stream.destroy();
    await remove();
  }
}

async function collect(
  stream: AsyncIterable<Uint8Array | string>,
  what: string,
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const chunks = { stdout: Array<Buffer>(), stderr: Array<Buffer>() };
  let sizeBytes = 0;
  for await (const written of demultiplex(stream)) {
    sizeBytes += written.bytes.length;
    if (sizeBytes > OUTPUT_LIMIT_BYTES) {
      throw new SealabError('unsupported', `What was to ${what} wrote more than 10 MiB.`);
    }
    chunks[written.stream].push(written.bytes);
  }
  const text = (parts: readonly Buffer[]): string => Buffer.concat(parts).toString('utf8');
  return { stdout: text(chunks.stdout), stderr: text(chunks.stderr) };
}
