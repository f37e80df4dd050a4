import { join } from 'node:path';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { SealabError, toSealabError } from '#shared/errors.ts';
import type { DigestTask, WorkerTask } from './messages.ts';

/** The source as it is, or the bundle beside this file. */
const FILE = join(
  import.meta.dirname,
  `plaintext-worker.${import.meta.filename.endsWith('.ts') ? 'ts' : 'js'}`,
);

/** Plaintext passes through short-lived memory, which these keep from being held. */
const SMALL = { maxYoungGenerationSizeMb: 2, codeRangeSizeMb: 8, stackSizeMb: 1 };
/** Far more than is in use: what is opened is freed at once, and not left to the garbage collector. */
const OLD_MIB = 32;
/** An object of ten thousand parts is a long list. */
const SHARDS_PER_MIB = 250;

/** Starts a thread; its ports move there. */
export function startThread(task: WorkerTask): Worker {
  const port = task.role === 'open' ? task.digest : task.port;
  return new Worker(FILE, {
    workerData: task,
    transferList: [port],
    name: `sealab ${task.role}`,
    resourceLimits: { ...SMALL, maxOldGenerationSizeMb: OLD_MIB + shardsOf(task) / SHARDS_PER_MIB },
  });
}

function shardsOf(task: WorkerTask): number {
  return task.role === 'open' ? task.stored.parts.reduce((sum, { shards }) => sum + shards.length, 0) : 0;
}

/** Calls `fail` where the thread ends by an error, or before its time. */
export function watchThread(thread: Worker, fail: (error: SealabError) => void): void {
  thread.once('error', (thrown) => fail(toSealabError(thrown)));
  thread.once('exit', (code) =>
    fail(new SealabError('internal', `A thread of the plaintext reader ended too early, with code ${code}.`)),
  );
}

/** A thread that digests all slots that come through its port. */
export function startDigest(task: Pick<DigestTask, 'algorithm' | 'slots'>): {
  readonly thread: Worker;
  readonly port: MessagePort;
  /** Hexadecimal. */
  readonly digest: Promise<string>;
} {
  const { port1, port2 } = new MessageChannel();
  const thread = startThread({ role: 'digest', ...task, port: port2 });
  const digest = new Promise<string>((resolve, reject) => {
    thread.once('message', resolve);
    watchThread(thread, reject);
  });
  return { thread, port: port1, digest };
}
