import { parentPort, workerData } from 'node:worker_threads';
import type { WorkerTask } from './messages.ts';

/** Where a thread of the plaintext reader starts; a file of its own in the bundle too. It loads only what its role needs. */
const task: WorkerTask = workerData;
if (parentPort !== null) {
  if (task.role === 'open') await (await import('./opener.ts')).runOpener(task, parentPort);
  else (await import('./digest.ts')).runDigest(task, parentPort);
}
