import type Dockerode from 'dockerode';
import type { EngineImages } from '#core/ports/engine-images.ts';
import { cancelledError, SealabError } from '#shared/errors.ts';
import { ContainerList, ImageDetail, ImageList } from './api-schemas.ts';
import { answerLimit, statusOf } from './docker-errors.ts';
import { createDockerWorld } from './docker-world.ts';
import { createNames, LABEL } from './names.ts';
import { within } from './time-limit.ts';

/** Sealab's own images in Docker, found by their labels. All homes share them: they are made of the binary alone. */
export function createEngineImages(options: {
  readonly connect: (signal?: AbortSignal) => Promise<Dockerode>;
}): EngineImages {
  const world = createDockerWorld({ connect: options.connect, names: createNames('') });

  async function list(): ReturnType<EngineImages['list']> {
    return await world.use('list images', async (docker, limit) => {
      const filters = JSON.stringify({ label: [LABEL.sha256] });
      const [images, containers] = await Promise.all([
        docker.listImages({ filters, abortSignal: answerLimit() }).then((answer) => ImageList.parse(answer)),
        docker
          .listContainers({ all: true, abortSignal: answerLimit() })
          .then((answer) => ContainerList.parse(answer)),
      ]);
      return await Promise.all(
        images.flatMap(({ Id, RepoTags, Size, Labels }) =>
          RepoTags.map(async (reference) => {
            const detail = ImageDetail.parse(await within(limit, docker.getImage(Id).inspect()));
            return {
              reference,
              component: Labels[LABEL.component] ?? '',
              version: Labels[LABEL.version] ?? '',
              sizeBytes: Size,
              createdAt: detail.Metadata?.LastTagTime ?? '',
              containers: containers.filter(({ ImageID }) => ImageID === Id).length,
            };
          }),
        ),
      );
    });
  }

  return {
    async list() {
      try {
        return await list();
      } catch (thrown) {
        if (thrown instanceof SealabError && ['no-engine', 'permission-denied'].includes(thrown.code))
          return [];
        throw thrown;
      }
    },
    async remove(references, context) {
      const own = await list();
      const removed: string[] = [];
      let freedBytes = 0;
      for (const reference of references) {
        if (context.signal.aborted) throw cancelledError(context.signal.reason);
        const image = own.find((candidate) => candidate.reference === reference);
        if (image === undefined) {
          throw new SealabError('not-found', `Docker has no image ${reference} of Sealab.`);
        }
        await world.find(`remove the image ${reference}`, async (docker, abortSignal) => {
          try {
            await docker.getImage(reference).remove({ abortSignal });
          } catch (thrown) {
            if (statusOf(thrown) !== 409) throw thrown;
            throw inUse(reference, thrown);
          }
        });
        removed.push(reference);
        freedBytes += image.sizeBytes;
        context.report({ detail: reference, done: removed.length, total: references.length, unit: 'items' });
      }
      return { removed, freedBytes };
    },
  };
}

function inUse(reference: string, cause: unknown): SealabError {
  return new SealabError('busy', `The image ${reference} is used by a container.`, {
    fix: `Remove the lab first; this shows the container: docker ps -a --filter ancestor=${reference}`,
    details: { reference },
    cause,
  });
}
