import type { TryKind } from '#shared/contract/tries.ts';
import type { WalkStepId, WalkView } from '#shared/contract/walk.ts';
import { isCancelled, SealabError } from '#shared/errors.ts';
import type { LabPorts } from '../labs/lab-ports.ts';
import { openLab } from '../labs/open-lab.ts';
import { OperationBoard } from '../labs/operation-board.ts';
import type { RunContext } from '../labs/run-context.ts';
import type { LabSession } from '../labs/session.ts';
import type { OperationContext } from '../ports/operation-context.ts';
import type { OutputFile } from '../ports/output-files.ts';
import { type GivenKeys, walkSourcesOf } from './lab-sources.ts';
import type { ObjectName } from './object-copies.ts';
import { walkTry } from './tries/walk-try.ts';
import { walkSteps } from './walk/steps.ts';
import { walkObject } from './walk/walk.ts';
import type { WalkMemory } from './walk/walk-memory.ts';

export interface InspectRequest extends GivenKeys {
  readonly lab: string;
  readonly name: ObjectName;
  readonly withoutDrives: readonly string[];
  /** What to change in a copy of the object before it is walked. */
  readonly try?: TryKind | undefined;
  /** Where the plaintext goes; nowhere without it. */
  readonly file?: string;
}

/** The steps that go through all bytes of the object. */
const BYTES_WEIGHT = 10;

/**
 * Walks one object of a lab. A walk that ends early is a result, not an error; with `file` it is an error too, because
 * there is no file then: the reason of the step that failed.
 */
export async function inspect(
  { ports, memory }: { readonly ports: LabPorts; readonly memory: WalkMemory },
  request: InspectRequest,
  context: RunContext,
): Promise<WalkView> {
  const { session } = await openLab(ports, request.lab);
  const { bucket, key } = request.name;
  const board = new OperationBoard(`Walking ${bucket}/${key}`, ports.clock, context.report);
  board.show(
    walkSteps.map(({ id, title }) => ({
      id,
      title,
      group: 'Walk',
      weight: id === 'bitrot' ? BYTES_WEIGHT : 1,
    })),
  );
  let current: WalkStepId | undefined;
  const onStep = (id: WalkStepId): void => {
    if (current !== undefined) board.done(current);
    current = id;
    board.begin(id);
  };
  try {
    await using file = request.file === undefined ? undefined : await ports.files.create(request.file);
    const walked = await walk(session, request, { file, onStep });
    if (walked.failure !== undefined) {
      if (current !== undefined) board.failed(current, walked.failure);
      if (file !== undefined) throw walked.failure;
    } else {
      if (current !== undefined) board.done(current);
      await file?.finish();
    }
    return { ...walked.view, walk: memory.keep(request.lab, walked.secrets) };
  } catch (thrown) {
    if (current !== undefined && isCancelled(thrown)) board.failed(current, thrown);
    throw thrown;
  }

  async function walk(
    of: LabSession,
    { name, withoutDrives, try: kind, ...keys }: InspectRequest,
    {
      file,
      onStep: tell,
    }: { readonly file: OutputFile | undefined; readonly onStep: (id: WalkStepId) => void },
  ): ReturnType<typeof walkObject> {
    using clients = await of.connect();
    const sources = walkSourcesOf(of, clients, keys);
    const wanted = {
      name,
      without: withoutDrives,
      onStep: tell,
      ...(file === undefined ? {} : { sink: async (chunk: Uint8Array) => await file.write(chunk) }),
    };
    const step: OperationContext = {
      signal: context.signal,
      report: (report) => {
        if (current !== undefined) board.report(current, report);
      },
    };
    return kind === undefined
      ? await walkObject(sources, wanted, step)
      : await walkTry(sources, { ...wanted, kind }, step);
  }
}

/** Covered values are shown one at a time, and never on a shared screen. */
export async function revealWalkValue(
  { ports, memory }: { readonly ports: LabPorts; readonly memory: WalkMemory },
  { lab, walk, value }: { readonly lab: string; readonly walk: string; readonly value: string },
): Promise<string> {
  if ((await ports.settings.read()).sharedScreen) {
    throw new SealabError('permission-denied', 'The value is not shown: this screen is shared.', {
      fix: 'Leave shared-screen mode in the settings: `sealab settings sharedScreen false`.',
    });
  }
  return memory.reveal(lab, walk, value);
}
