import { stat } from 'node:fs/promises';
import { arch } from 'node:os';
import { Readable } from 'node:stream';
import type Dockerode from 'dockerode';
import type { ComponentBinary, Platform } from '#core/ports/components.ts';
import type { Program } from '#core/ports/engine.ts';
import type { OperationContext } from '#core/ports/operation-context.ts';
import { cancelledError, SealabError } from '#shared/errors.ts';
import { SharedWork } from '../../components/shared-work.ts';
import { fileError } from '../../system/file-errors.ts';
import { ImageDetail, LoadLine, Version } from './api-schemas.ts';
import type { DockerWorld } from './docker-world.ts';
import { unfitForImage } from './elf.ts';
import { type ImageContent, imageArchive, imageReference } from './image-archive.ts';
import { LABEL } from './names.ts';
import { within } from './time-limit.ts';

/** Makes binaries ready to run in containers. */
export interface Images {
  readonly platform: () => Promise<Platform | undefined>;
  readonly isPrepared: (binary: ComponentBinary) => Promise<boolean>;
  readonly prepare: (binary: ComponentBinary, context: OperationContext) => Promise<Program>;
}

export function createImages(world: DockerWorld): Images {
  const loads = new SharedWork<void>();

  async function enginePlatform(): Promise<Platform> {
    const { Os, Arch } = Version.parse(
      await world.use('tell its version', async (docker, limit) => await within(limit, docker.version())),
    );
    return { os: Os, architecture: Arch };
  }

  async function isPrepared(binary: ComponentBinary): Promise<boolean> {
    const reference = imageReference(binary);
    const found = await world.find(`look at the image ${reference}`, async (docker, limit) =>
      ImageDetail.parse(await within(limit, docker.getImage(reference).inspect())),
    );
    return found?.Config?.Labels[LABEL.sha256] === binary.sha256;
  }

  async function make(binary: ComponentBinary, context: OperationContext): Promise<void> {
    const { architecture } = await enginePlatform();
    const unfit = await unfitForImage(binary.path, architecture);
    if (unfit !== undefined) {
      throw new SealabError('unsupported', `${binary.path} cannot run in a container: ${unfit}.`, {
        fix: `Provide one for linux/${architecture}: \`sealab provision ${binary.component}\`.`,
        details: { path: binary.path },
      });
    }
    const { component, version, sha256, path } = binary;
    const { size: sizeBytes } = await stat(path).catch((thrown: unknown) => {
      throw fileError(thrown, 'read', path);
    });
    const reference = imageReference(binary);
    const image = { component, version, sha256, path, sizeBytes, architecture, reference };
    const put = async (docker: Dockerode, limit: AbortSignal): Promise<void> => {
      await load(docker, image, { context, limit });
      // A tag that is set anew bears the time; a loaded one has none.
      const [repo = '', tag = ''] = reference.split(':');
      await docker.getImage(reference).tag({ repo, tag, abortSignal: limit });
    };
    await world.use(`load the image ${reference}`, put, 'loadMs');
  }

  return {
    async platform() {
      const { os, architecture } = await enginePlatform();
      const isThisMachine = process.platform === os && goArchitecture() === architecture;
      return isThisMachine ? undefined : { os, architecture };
    },
    isPrepared,
    async prepare(binary, context) {
      if (context.signal.aborted) throw cancelledError(context.signal.reason);
      const reference = imageReference(binary);
      if (!(await isPrepared(binary))) {
        await loads.run(reference, context, async (shared) => await make(binary, shared));
      }
      return { component: binary.component, version: binary.version, reference };
    },
  };
}

function goArchitecture(): string {
  return arch() === 'x64' ? 'amd64' : arch();
}

interface Loader {
  loadImage(file: NodeJS.ReadableStream, options: object): Promise<NodeJS.ReadableStream>;
}

/** Streams an image to the engine; what fails on either side ends both. */
async function load(
  docker: Loader,
  image: ImageContent,
  { context, limit }: { readonly context: OperationContext; readonly limit: AbortSignal },
): Promise<void> {
  let sourceFailure: unknown;
  const report = (done: number): void =>
    context.report({ detail: 'loading into Docker', done, total: image.sizeBytes, unit: 'bytes' });
  const stop = new AbortController();
  const archive = Readable.from(imageArchive(image, report), { objectMode: false });
  archive.once('error', (reason: unknown) => {
    sourceFailure ??= reason;
    stop.abort();
  });
  try {
    const abortSignal = AbortSignal.any([stop.signal, context.signal, limit]);
    const answer = await docker.loadImage(archive, { quiet: true, abortSignal });
    let rest = '';
    for await (const chunk of answer) rest += chunk.toString();
    for (const line of rest.split('\n').filter((text) => text.trim() !== '')) {
      const { error } = LoadLine.parse(JSON.parse(line));
      // As the engine answers other calls: the same words lead to the same errors.
      if (error !== undefined) throw Object.assign(new Error(error), { statusCode: 500 });
    }
  } catch (thrown) {
    if (context.signal.aborted) throw cancelledError(context.signal.reason);
    throw sourceFailure ?? thrown;
  } finally {
    archive.destroy();
  }
}
