import type { ObjectRef } from '#shared/contract/objects.ts';
import type { TryKind } from '#shared/contract/tries.ts';
import type { Handlers } from '#shared/protocol/handlers.ts';
import { readFileBytes } from '../inspector/file-bytes.ts';
import { type InspectRequest, inspect, revealWalkValue } from '../inspector/inspect.ts';
import type { DriveSource, ObjectName } from '../inspector/object-copies.ts';
import { searchObject } from '../inspector/object-search.ts';
import { viewStored } from '../inspector/stored-view.ts';
import { WalkMemory } from '../inspector/walk/walk-memory.ts';
import type { LabPorts } from '../labs/lab-ports.ts';
import { runOneStep } from '../labs/one-step.ts';
import { openLab } from '../labs/open-lab.ts';
import { COVER_AFTER_SECONDS } from '../labs/secret-views.ts';
import type { OperationLog } from '../operations.ts';

type InspectorHandlers = Pick<
  Handlers,
  | 'inspector.object'
  | 'inspector.bytes'
  | 'inspector.search'
  | 'inspector.walk'
  | 'inspector.reveal'
  | 'inspector.decrypt'
>;

/** What an object is on its drives, and the walk from there to its plaintext. */
export function createInspectorHandlers(ports: LabPorts, operations: OperationLog): InspectorHandlers {
  const memory = new WalkMemory(ports.clock, ports.crypto);
  const drivesOf = async (lab: string): Promise<DriveSource> => {
    const { session } = await openLab(ports, lab);
    return { lab, drives: session.engine.drives };
  };
  return {
    'inspector.object': async (ref, { signal }) =>
      await viewStored(await drivesOf(ref.lab), nameOf(ref), signal),
    'inspector.bytes': async ({ drive, path, offset, length, ...ref }, { signal }) => {
      const window = { drive, path, offset, length };
      return await readFileBytes(await drivesOf(ref.lab), { name: nameOf(ref), window }, signal);
    },
    'inspector.search': async ({ text, ...ref }, caller) =>
      await operations.run(
        { name: 'inspector.search', title: `Searching ${ref.bucket}/${ref.key}`, lab: ref.lab },
        caller,
        async (context) => {
          const source = await drivesOf(ref.lab);
          return await runOneStep(
            { ports, step: { id: 'search', title: 'Read every file of the object', group: 'Objects' } },
            context,
            async (step) => await searchObject(source, { name: nameOf(ref), text }, step),
          );
        },
      ),
    'inspector.walk': async (input, caller) =>
      await operations.run(
        { name: 'inspector.walk', title: `Walking ${input.bucket}/${input.key}`, lab: input.lab },
        caller,
        async (context) => await inspect({ ports, memory }, requestOf(input), context),
      ),
    'inspector.decrypt': async ({ file, ...input }, caller) =>
      await operations.run(
        { name: 'inspector.decrypt', title: `Decrypting ${input.bucket}/${input.key}`, lab: input.lab },
        caller,
        async (context) => await inspect({ ports, memory }, { ...requestOf(input), file }, context),
      ),
    'inspector.reveal': async (input) => ({
      value: await revealWalkValue({ ports, memory }, input),
      coverAfterSeconds: COVER_AFTER_SECONDS,
    }),
  };
}

function nameOf({ bucket, key, versionId }: Omit<ObjectRef, 'lab'>): ObjectName {
  return { bucket, key, versionId };
}

function requestOf(
  input: ObjectRef & {
    readonly customerKey?: string | undefined;
    readonly customerKeyValue?: string | undefined;
    readonly kmsSecretKey?: string | undefined;
    readonly withoutDrives: readonly string[];
    readonly try?: TryKind | undefined;
  },
): InspectRequest {
  return {
    lab: input.lab,
    name: nameOf(input),
    customerKey: { name: input.customerKey, value: input.customerKeyValue },
    kmsSecretKey: input.kmsSecretKey,
    withoutDrives: input.withoutDrives,
    try: input.try,
  };
}
