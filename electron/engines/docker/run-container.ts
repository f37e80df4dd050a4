import { Duplex } from 'node:stream';
import type { ContainerCreateOptions } from 'dockerode';
import type { ExecResult } from '#core/ports/engine.ts';
import { cancelledError, SealabError } from '#shared/errors.ts';
import { WaitAnswer } from './api-schemas.ts';
import { demultiplex } from './demultiplex.ts';
import type { DockerWorld } from './docker-world.ts';
import { createContainer, removeContainer } from './objects.ts';

const OUTPUT_LIMIT_BYTES = 10 * 1024 * 1024;

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
  const hasInput = stdin !== undefined;
  const id = await createContainer(world, what, {
    ...options,
    ...(hasInput ? { OpenStdin: true, StdinOnce: true, AttachStdin: true } : {}),
    AttachStdout: true,
    AttachStderr: true,
  });
  let removing: Promise<void> | undefined;
  const remove = async (): Promise<void> => await (removing ??= removeContainer(world, id));
  // The end of the container ends its output, and so everything that waits below.
  const abort = (): void => void remove().catch(() => undefined);
  signal.addEventListener('abort', abort, { once: true });
  try {
    if (signal.aborted) throw cancelledError(signal.reason);
    return await world.use(what, async (docker) => {
      const container = docker.getContainer(id);
      const stream = await container.attach({
        stream: true,
        stdin: hasInput,
        stdout: true,
        stderr: true,
        hijack: true,
      });
      // A tool that ends before it has read its input is no error of ours.
      stream.on('error', () => undefined);
      try {
        await container.start();
        stream.end(stdin ?? '');
        const output = await collect(stream, what);
        const answer: unknown = await container.wait({ condition: 'not-running' });
        if (signal.aborted) throw cancelledError(signal.reason);
        return { exitCode: WaitAnswer.parse(answer).StatusCode, ...output };
      } finally {
        if (stream instanceof Duplex) stream.destroy();
      }
    });
  } catch (thrown) {
    if (signal.aborted) throw cancelledError(signal.reason);
    throw thrown;
  } finally {
    signal.removeEventListener('abort', abort);
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
