import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { posix } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type Dockerode from 'dockerode';
import { type Extract, extract } from 'tar-stream';
import type { OperationContext } from '#core/ports/operation-context.ts';
import { cancelledError, SealabError } from '#shared/errors.ts';
import { dockerError, statusOf } from '../engines/docker/docker-errors.ts';
import { assertDiskSpace } from './disk-space.ts';
import { fromFileError } from './file-errors.ts';
import { together } from './together.ts';

type Member = Extract extends AsyncIterable<infer M> ? M : never;

/** A file inside an image of the engine, and where it goes. */
export interface ImageFile {
  /** The image's id: a tag may move meanwhile. */
  readonly image: string;
  /** Names the image in errors. */
  readonly reference: string;
  readonly path: string;
  readonly file: string;
}

/** On the containers that are made to read an image, so that one that a crash left behind is found. */
const readerLabel = 'dev.sealab.reader';
/** No reading takes longer, so an older container is nobody's. */
const abandonedSeconds = 3600;
const linksFollowed = 5;
/** Progress is told once for so many bytes. */
const reportBytes = 2 ** 20;

/**
 * Copies a file out of an image: a container is made, never started, read and removed. Throws `not-found` where the
 * image does not hold the file, `disk-full`, `no-engine`, `cancelled`.
 */
export async function takeFileOut(
  docker: Dockerode,
  file: ImageFile,
  context: OperationContext,
): Promise<void> {
  await removeAbandoned(docker);
  const container = await docker
    .createContainer({
      Image: file.image,
      // Never run: an image without an entrypoint or a command cannot be made a container of.
      Entrypoint: ['/sealab-only-reads'],
      Labels: { [readerLabel]: '1' },
      NetworkDisabled: true,
    })
    .catch((thrown: unknown) => {
      throw dockerError(thrown, `open the image ${file.reference}`);
    });
  try {
    await copy(container, file, context);
  } catch (thrown) {
    await rm(file.file, { force: true });
    if (context.signal.aborted) throw cancelledError(context.signal.reason);
    throw dockerError(fromFileError(thrown, `${file.file} cannot be written`), `read ${file.reference}`);
  } finally {
    // The volumes that the image declares are made with the container.
    await removeContainer(container);
  }
}

async function copy(
  container: Dockerode.Container,
  { path, reference, file }: ImageFile,
  context: OperationContext,
): Promise<void> {
  let at = path;
  for (let links = 0; links <= linksFollowed; links += 1) {
    const target = await copyOrFollow(container, { path: at, file, reference }, context);
    if (target === undefined) return;
    at = posix.resolve(posix.dirname(at), target);
  }
  throw notInside(reference, path, 'too many links');
}

/** Where the path is a link: what it points to, and nothing is copied. */
async function copyOrFollow(
  container: Dockerode.Container,
  { path, file, reference }: Omit<ImageFile, 'image'>,
  context: OperationContext,
): Promise<string | undefined> {
  const archive = await container
    .getArchive({ path, abortSignal: context.signal })
    .catch((thrown: unknown) => {
      if (statusOf(thrown) === 404) throw notInside(reference, path, 'it does not exist');
      throw thrown;
    });
  const members = extract();
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  const read = pipeline(Readable.from(archive), members, { signal });
  return await together(stop, take(members, { path, file, reference }, { ...context, signal }), read);
}

async function take(
  members: AsyncIterable<Member>,
  { path, file, reference }: Omit<ImageFile, 'image'>,
  { signal, report }: OperationContext,
): Promise<string | undefined> {
  let found = false;
  let link: string | undefined;
  for await (const member of members) {
    const { type, size, linkname } = member.header;
    if (found || link !== undefined) throw notInside(reference, path, 'it is no single file');
    if (type === 'symlink' && typeof linkname === 'string') {
      link = linkname;
      member.resume();
      continue;
    }
    if (type !== 'file' || size === 0) throw notInside(reference, path, 'it is no file with content');
    found = true;
    await assertDiskSpace([{ folder: posix.dirname(file), bytes: size, what: 'binary' }]);
    let done = 0;
    const counted = new Transform({
      transform: (chunk: Buffer, _encoding, next) => {
        const before = done;
        done += chunk.length;
        const isNews = done === size || Math.floor(done / reportBytes) > Math.floor(before / reportBytes);
        if (isNews)
          report({ detail: `taking ${path} out of ${reference}`, done, total: size, unit: 'bytes' });
        next(null, chunk);
      },
    });
    await pipeline(member, counted, createWriteStream(file, { flags: 'wx', mode: 0o700 }), { signal });
  }
  if (!found && link === undefined) throw notInside(reference, path, 'the archive is empty');
  return link;
}

async function removeAbandoned(docker: Dockerode): Promise<void> {
  try {
    const filters = JSON.stringify({ label: [readerLabel], status: ['created'] });
    for (const { Id, Created } of await docker.listContainers({ all: true, filters })) {
      if (Date.now() / 1000 - Created > abandonedSeconds) await removeContainer(docker.getContainer(Id));
    }
  } catch (thrown) {
    throw dockerError(thrown, 'list its containers');
  }
}

async function removeContainer(container: Dockerode.Container): Promise<void> {
  try {
    await container.remove({ v: true, force: true });
  } catch (thrown) {
    if (statusOf(thrown) === 404) return;
    throw dockerError(thrown, `remove the container ${container.id}`);
  }
}

function notInside(reference: string, path: string, why: string): SealabError {
  return new SealabError('not-found', `The image ${reference} does not hold ${path}: ${why}.`, {
    fix: 'Build with Go, or load a saved set: sealab provision --load FILE',
    details: { reference, path },
  });
}
