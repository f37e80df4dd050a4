import { setTimeout as delay } from 'node:timers/promises';
import { isCancelled } from '#shared/errors.ts';
import { cleanLine, splitLines } from '../process/log-tail.ts';
import { demultiplex, type Written } from './demultiplex.ts';
import type { DockerWorld } from './docker-world.ts';
import { serviceContainer } from './objects.ts';

/** How often a service that does not write is looked for again, after its container has ended. */
const LOOK_AGAIN_MS = 500;
const NEWLINE = 0x0a;

/** Whole lines out of what both streams wrote; `rest` gives those that are not whole. */
class LineCutter {
  readonly #rests = new Map<Written['stream'], Buffer>();

  cut({ stream, bytes }: Written): readonly string[] {
    const joined = Buffer.concat([this.#rests.get(stream) ?? Buffer.alloc(0), bytes]);
    const end = joined.lastIndexOf(NEWLINE) + 1;
    this.#rests.set(stream, joined.subarray(end));
    return splitLines(joined.subarray(0, end)).map((line) => cleanLine(line));
  }

  rest(): readonly string[] {
    return [...this.#rests.values()].filter((bytes) => bytes.length > 0).map((bytes) => cleanLine(bytes));
  }
}

/** The newest lines of a service's container, oldest first. */
export async function containerLogTail(
  world: DockerWorld,
  { lab, service }: { readonly lab: string; readonly service: string },
  lines: number,
): Promise<readonly string[]> {
  if (lines <= 0) return [];
  const container = await serviceContainer(world, lab, service);
  if (container === undefined) return [];
  const bytes = await world.find(
    `read the log of ${service}`,
    async (docker) =>
      await docker
        .getContainer(container.Id)
        .logs({ stdout: true, stderr: true, tail: lines, follow: false }),
  );
  if (bytes === undefined) return [];
  const cutter = new LineCutter();
  const found: string[] = [];
  for await (const written of demultiplex(single(bytes))) found.push(...cutter.cut(written));
  return [...found, ...cutter.rest()].slice(-lines);
}

async function* single(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

/** The last lines and then every new one, across restarts of the service, until the signal aborts. */
export async function* followContainerLog(
  world: DockerWorld,
  { lab, service }: { readonly lab: string; readonly service: string },
  { tailLines, signal }: { readonly tailLines: number; readonly signal: AbortSignal },
): AsyncGenerator<string> {
  let seen: string | undefined;
  let isFirst = true;
  while (!signal.aborted) {
    const container = await serviceContainer(world, lab, service);
    if (container !== undefined && container.Id !== seen) {
      seen = container.Id;
      yield* linesOf(world, container.Id, { tail: isFirst ? tailLines : undefined, signal });
    }
    isFirst = false;
    await delay(LOOK_AGAIN_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function* linesOf(
  world: DockerWorld,
  id: string,
  { tail, signal }: { readonly tail: number | undefined; readonly signal: AbortSignal },
): AsyncGenerator<string> {
  const options = {
    stdout: true,
    stderr: true,
    follow: true as const,
    ...(tail === undefined ? {} : { tail }),
  };
  const stream = await world
    .find(
      'follow a log',
      async (docker) => await docker.getContainer(id).logs({ ...options, abortSignal: signal }),
    )
    .catch((thrown: unknown) => {
      if (isCancelled(thrown)) return undefined;
      throw thrown;
    });
  if (stream === undefined) return;
  const cutter = new LineCutter();
  try {
    for await (const written of demultiplex(stream)) {
      for (const line of cutter.cut(written)) {
        if (signal.aborted) return;
        yield line;
      }
    }
    yield* cutter.rest();
  } catch (thrown) {
    if (!signal.aborted) await world.use('follow a log', async () => await Promise.reject(thrown));
  }
}
