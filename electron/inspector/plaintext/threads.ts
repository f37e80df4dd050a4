import { join } from 'node:path';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { SealabError, toSealabError } from '#shared/errors.ts';
import { DigestReport, type DigestTask, type OpenTask } from './messages.ts';

/** The source as it is, or the bundle beside this file. */
const FILE = join(
  import.meta.dirname,
  `plaintext-worker.${import.meta.filename.endsWith('.ts') ? 'ts' : 'js'}`,
);

/** Starts a thread; its ports move there. */
export function startThread(task: OpenTask | DigestTask): Worker {
  const ports = task.role === 'open' ? [...task.digests] : [task.port];
  return new Worker(FILE, { workerData: task, transferList: ports, name: `sealab ${task.role}` });
}

/** Calls `fail` where the thread ends by an error, or before its time. */
export function watchThread(thread: Worker, fail: (error: SealabError) => void): void {
  thread.once('error', (thrown) => fail(toSealabError(thrown)));
  thread.once('exit', (code) =>
    fail(new SealabError('internal', `A thread of the plaintext reader ended too early, with code ${code}.`)),
  );
}

/** A thread that makes one digest of all slots that come through its port. */
export function startDigest(
  algorithm: DigestTask['algorithm'],
  slots: SharedArrayBuffer,
): { readonly thread: Worker; readonly port: MessagePort; readonly hex: Promise<string> } {
  const { port1, port2 } = new MessageChannel();
  const thread = startThread({ role: 'digest', algorithm, slots, port: port2 });
  const hex = new Promise<string>((resolve, reject) => {
    thread.once('message', (message) => resolve(DigestReport.parse(message)));
    watchThread(thread, reject);
  });
  return { thread, port: port1, hex };
}
