import type { Handlers } from '#shared/protocol/handlers.ts';
import type { LabPorts } from '../labs/lab-ports.ts';
import { runOneStep } from '../labs/one-step.ts';
import type { OperationLog } from '../operations.ts';

type EngineHandlers = Pick<Handlers, 'engines.list' | 'engines.images' | 'engines.removeImages'>;

/** Which engines there are, and the images that Sealab made in them. */
export function createEngineHandlers(ports: LabPorts, operations: OperationLog): EngineHandlers {
  return {
    'engines.list': async (_input, { signal }) => [...(await ports.engineFinder.candidates(signal))],
    'engines.images': async () => [...(await ports.engineImages.list())],
    'engines.removeImages': async ({ references }, caller) =>
      await operations.run(
        { name: 'engines.removeImages', title: 'Removing images' },
        caller,
        async (context) => {
          const images = await ports.engineImages.list();
          const wanted =
            references ?? images.filter((image) => image.containers === 0).map((image) => image.reference);
          const { removed, freedBytes } = await runOneStep(
            {
              ports,
              title: 'Removing images',
              step: { id: 'images', title: 'Remove images', group: 'Images' },
            },
            context,
            async (step) => await ports.engineImages.remove(wanted, step),
          );
          return { removed: [...removed], freedBytes };
        },
      ),
  };
}
