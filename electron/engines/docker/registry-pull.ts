import type Dockerode from 'dockerode';
import { z } from 'zod';
import type { Platform } from '#core/ports/components.ts';
import type { OperationContext } from '#core/ports/operation-context.ts';
import { cancelledError, SealabError } from '#shared/errors.ts';
import type { Secret } from '#shared/secret.ts';
import { dockerError, statusOf } from './docker-errors.ts';
import { registryFailure, silentRegistry } from './registry-failure.ts';
import { PullProgress } from './registry-pull-progress.ts';

/** `GET /images/NAME/json`. */
const PulledDetail = z.object({
  Id: z.string(),
  Os: z.string(),
  Architecture: z.string(),
  RepoDigests: z
    .array(z.string())
    .nullish()
    .transform((digests) => digests ?? []),
});
type PulledDetail = z.infer<typeof PulledDetail>;

/** How long a registry may say nothing. */
export interface PullLimits {
  readonly firstByteMs: number;
  /** Also while the engine tries to connect anew, which Docker does for 75 s. */
  readonly silenceMs: number;
}
const usualLimits: PullLimits = { firstByteMs: 10_000, silenceMs: 60_000 };

interface PullRequest {
  /** `NAME:TAG`. */
  readonly reference: string;
  readonly platform: Platform;
  readonly limits?: PullLimits;
  /** X-Registry-Auth for its registry. */
  readonly login?: Secret | undefined;
}

interface PulledImage {
  readonly id: string;
  /** `sha256:…` of the manifest. */
  readonly digest: string;
  /** Puts the engine back: an image that was not there goes. One that somebody uses stays. */
  release(): Promise<void>;
}

/**
 * Has the engine pull an image, unless it has the right one with its digest. Cancelling drops the connection, and the
 * engine stops pulling. Throws `no-network` (also where the registry says nothing), `not-found`, `unsupported` for
 * another processor, `busy`, `tls-error`, `disk-full`, `checksum-mismatch`, `no-engine`, `cancelled`.
 */
export async function pullImage(
  docker: Dockerode,
  request: PullRequest,
  context: OperationContext,
): Promise<PulledImage> {
  const before = await inspect(docker, request.reference);
  const known = before === undefined ? undefined : digestOf(before, request.reference);
  if (before !== undefined && known !== undefined && isFor(before, request.platform)) {
    return { id: before.Id, digest: known, release: async () => {} };
  }
  const release = (): Promise<void> => putBack(docker, request.reference, before?.Id);
  try {
    const told = await pull(docker, request, context);
    const image = await inspect(docker, request.reference);
    if (context.signal.aborted) throw cancelledError(context.signal.reason);
    if (image === undefined) throw registryFailure(request.reference, 'it is gone right after the pull');
    if (!isFor(image, request.platform)) throw wrongPlatform(image, request);
    const digest = told ?? digestOf(image, request.reference);
    if (digest === undefined) throw registryFailure(request.reference, 'Docker tells no digest of it');
    return { id: image.Id, digest, release };
  } catch (thrown) {
    // Why the pull failed is the news, also where the engine is gone and nothing can be put back.
    await release().catch(() => {});
    throw thrown;
  }
}

/** Returns the digest that the stream told. */
async function pull(
  docker: Dockerode,
  { reference, platform, login, limits = usualLimits }: PullRequest,
  context: OperationContext,
): Promise<string | undefined> {
  const progress = new PullProgress();
  const silence = new AbortController();
  const abortSignal = AbortSignal.any([context.signal, silence.signal]);
  let when = `for ${limits.firstByteMs / 1000} s`;
  let timer = setTimeout(() => silence.abort(), limits.firstByteMs);
  try {
    const wanted = `${platform.os}/${platform.architecture}`;
    const authconfig = login === undefined ? {} : { authconfig: { key: login.reveal() } };
    const stream = await docker.pull(reference, { platform: wanted, abortSignal, ...authconfig });
    for await (const chunk of stream) {
      progress.read(chunk);
      context.report(progress.report());
      // The engine counts the seconds while a connection is broken: that is no news from the registry.
      if (progress.isBroken) continue;
      clearTimeout(timer);
      when = `for ${limits.silenceMs / 1000} s, half way`;
      timer = setTimeout(() => silence.abort(), limits.silenceMs);
    }
    progress.end();
  } catch (thrown) {
    if (context.signal.aborted) throw cancelledError(context.signal.reason);
    if (silence.signal.aborted) throw silentRegistry(reference, when);
    throw pullError(thrown, reference);
  } finally {
    clearTimeout(timer);
  }
  if (context.signal.aborted) throw cancelledError(context.signal.reason);
  if (progress.error !== undefined) throw registryFailure(reference, progress.error);
  return progress.digest;
}

/** What the engine answers with a status is about the registry; all else about the engine. */
function pullError(thrown: unknown, reference: string): SealabError {
  const error = dockerError(thrown, `pull the image ${reference}`);
  if (statusOf(thrown) === undefined) return error;
  const evidence = error.details?.['evidence'];
  const said = Array.isArray(evidence) ? evidence.join('\n') : error.message;
  return registryFailure(reference, said, thrown);
}

async function inspect(docker: Dockerode, reference: string): Promise<PulledDetail | undefined> {
  try {
    return PulledDetail.parse(await docker.getImage(reference).inspect());
  } catch (thrown) {
    if (statusOf(thrown) === 404) return undefined;
    throw dockerError(thrown, `look at the image ${reference}`);
  }
}

async function putBack(docker: Dockerode, reference: string, idBefore: string | undefined): Promise<void> {
  const now = await inspect(docker, reference);
  if (now === undefined || now.Id === idBefore) return;
  try {
    const { repository, tag } = split(reference);
    if (idBefore !== undefined) await docker.getImage(idBefore).tag({ repo: repository, tag });
    await docker.getImage(idBefore === undefined ? reference : now.Id).remove();
  } catch (thrown) {
    // Gone already, or somebody made a container of it meanwhile.
    if (statusOf(thrown) === 404 || statusOf(thrown) === 409) return;
    throw dockerError(thrown, `remove the image ${reference}`);
  }
}

/** The digest that the engine knows for this name; `docker.io/library/` is not written in such lists. */
function digestOf(image: PulledDetail, reference: string): string | undefined {
  const { repository } = split(reference);
  const short = repository.replace(/^docker\.io\/(library\/)?/, '');
  const found = image.RepoDigests.find((each) => each.startsWith(`${short}@sha256:`));
  return found?.slice(short.length + 1);
}

function split(reference: string): { readonly repository: string; readonly tag: string } {
  const colon = reference.lastIndexOf(':');
  return { repository: reference.slice(0, colon), tag: reference.slice(colon + 1) };
}

function isFor(image: PulledDetail, { os, architecture }: Platform): boolean {
  return image.Os === os && image.Architecture === architecture;
}

function wrongPlatform(image: PulledDetail, { reference, platform }: PullRequest): SealabError {
  const has = `${image.Os}/${image.Architecture}`;
  const wanted = `${platform.os}/${platform.architecture}`;
  return new SealabError('unsupported', `The image ${reference} is for ${has}, and ${wanted} is needed.`, {
    fix: 'Use another version, or build with Go, or load a saved set: sealab provision --load FILE',
    details: { reference, found: has, needed: wanted },
  });
}
