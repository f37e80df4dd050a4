import { parentPort, workerData } from 'node:worker_threads';
import { runDigest } from './digest.ts';
import { WorkerTask } from './messages.ts';
import { runOpener } from './opener.ts';

/** Where a thread of the plaintext reader starts; a file of its own in the bundle too. */
const task = WorkerTask.parse(workerData);
if (parentPort !== null) {
  if (task.role === 'open') await runOpener(task, parentPort);
  else runDigest(task, parentPort);
}
