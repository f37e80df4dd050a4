import { homedir } from 'node:os';
import { join } from 'node:path';
import type Dockerode from 'dockerode';
import type { OperationContext } from '#core/ports/operation-context.ts';
import { SealabError, toSealabError } from '#shared/errors.ts';
import { unfitForImage } from '../engines/docker/elf.ts';
import { type RegistryLogin, registryLogin } from '../engines/docker/registry-login.ts';
import { type PullLimits, pullImage } from '../engines/docker/registry-pull.ts';
import type { ImagePins } from '../system/image-pins.ts';
import type { ImagePlace, WantedBinary } from './catalogue.ts';
import { takeFileOut } from './image-file.ts';
import { thisMachine } from './platforms.ts';
import type { FetchedBinary, RegistrySource } from './registry-source.ts';

interface DockerRegistryOptions {
  /** The engine that pulls. Throws `no-engine`. */
  readonly connect: (signal?: AbortSignal) => Promise<Dockerode>;
  readonly pins: ImagePins;
  /** `HOST:PORT` or `HOST:PORT/PATH` that is asked before the usual registries; empty for none. */
  readonly mirror: () => Promise<string>;
  readonly limits?: PullLimits;
  /** The user's own login at the registry of an image; that of the docker command if it is not given. */
  readonly login?: (reference: string) => Promise<RegistryLogin>;
}

/** Gets binaries out of images by means of a Docker engine. */
export function createDockerRegistry(options: DockerRegistryOptions): RegistrySource {
  return {
    async fetch(wanted, folder, context) {
      if (wanted.images.length === 0 || (wanted.target ?? thisMachine).os !== 'linux') return undefined;
      const docker = await options.connect(context.signal);
      const reasons: SealabError[] = [];
      for (const image of withMirror(wanted.images, await options.mirror())) {
        try {
          return await fetchOne({ ...options, docker, wanted, image, folder }, context);
        } catch (thrown) {
          const error = toSealabError(thrown);
          if (error.code === 'cancelled' || error.code === 'checksum-mismatch') throw error;
          reasons.push(error);
        }
      }
      throw allFailed(wanted, reasons);
    },
  };
}

interface Fetch extends DockerRegistryOptions {
  readonly docker: Dockerode;
  readonly wanted: WantedBinary;
  readonly image: ImagePlace;
  readonly folder: string;
}

async function fetchOne(fetch: Fetch, context: OperationContext): Promise<FetchedBinary> {
  const { docker, wanted, image, folder, limits, login = dockerLogin } = fetch;
  const { reference } = image;
  const platform = wanted.target ?? thisMachine;
  const report: OperationContext['report'] = (news) =>
    context.report(news.detail === undefined ? news : { ...news, detail: `${reference}: ${news.detail}` });
  report({ detail: 'asking the registry' });
  const { header, problem } = await login(reference);
  if (problem !== undefined) report({ detail: `without a login: ${problem}` });
  const pulled = await pullImage(
    docker,
    { reference, platform, login: header, ...(limits === undefined ? {} : { limits }) },
    { signal: context.signal, report },
  ).catch((thrown: unknown) => {
    throw problem === undefined ? thrown : withEvidence(toSealabError(thrown), problem);
  });
  const file = join(folder, wanted.component);
  try {
    await fetch.pins.check(reference, pulled.digest, context.signal);
    await takeFileOut(docker, { image: pulled.id, reference, path: image.path, file }, context);
    const unfit = await unfitForImage(file, platform.architecture);
    if (unfit !== undefined) throw unusable(image, unfit);
  } finally {
    await pulled.release();
  }
  return { file, image: { reference, digest: pulled.digest } };
}

async function dockerLogin(reference: string): Promise<RegistryLogin> {
  return await registryLogin(reference, { environment: process.env, homeFolder: homedir() });
}

/** That a login could not be used may be why the registry refuses. */
function withEvidence(error: SealabError, line: string): SealabError {
  const { code, message, fix, details } = error;
  const known = details?.['evidence'];
  const evidence = [...(Array.isArray(known) ? known : []), line];
  return new SealabError(code, message, {
    ...(fix === undefined ? {} : { fix }),
    details: { ...details, evidence },
    cause: error,
  });
}

/** The same images at the mirror come first, without the name of their registry. */
export function withMirror(images: readonly ImagePlace[], mirror: string): readonly ImagePlace[] {
  if (mirror === '') return images;
  const mirrored = images.map(({ reference, path }) => ({
    reference: `${mirror}/${reference.replace(/^[^/]*[.:][^/]*\/|^localhost\//, '')}`,
    path,
  }));
  const places = [...mirrored, ...images];
  return places.filter(
    (place, index) => places.findIndex(({ reference }) => reference === place.reference) === index,
  );
}

function unusable({ reference, path }: ImagePlace, why: string): SealabError {
  return new SealabError('unsupported', `${path} of the image ${reference} cannot be used: ${why}.`, {
    fix: 'Build with Go, or load a saved set: sealab provision --load FILE',
    details: { reference, path },
  });
}

/** One reason stands as it is; of several the best known registry's counts, and all are told. */
function allFailed(wanted: WantedBinary, reasons: readonly SealabError[]): SealabError {
  const main = reasons.find(({ code }) => code === 'no-network') ?? reasons[0];
  const evidence = reasons.flatMap(({ message, details }) => {
    const said = details?.['evidence'];
    return [message, ...(Array.isArray(said) ? said.map((line) => `  ${line}`) : [])];
  });
  return new SealabError(
    main?.code ?? 'not-found',
    reasons.length === 1 && main !== undefined
      ? main.message
      : `No registry gives ${wanted.title}: ${main?.message}`,
    { ...(main?.fix === undefined ? {} : { fix: main.fix }), details: { evidence }, cause: main },
  );
}
