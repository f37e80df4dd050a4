import { watch } from 'node:fs';
import { dirname } from 'node:path';
import { logGeneration, olderLog, openIfThere } from './log-file.ts';
import { cleanLine, splitLines, tailOf } from './log-tail.ts';

const POLL_MS = 250;
const CUT_BY_OTHERS_MS = 1_000;
const CHUNK_BYTES = 262_144;
/** A longer line is given in pieces. */
const LONGEST_LINE_BYTES = 1024 * 1024;

/** Wakes a reader when the folder changes, and every quarter of a second in case the system does not tell. */
function createWaker(folder: string, signal: AbortSignal): { next(): Promise<void> } & Disposable {
  let isDirty = false;
  let wake = (): void => undefined;
  const ring = (): void => {
    isDirty = true;
    wake();
  };
  const timer = setInterval(ring, POLL_MS);
  signal.addEventListener('abort', ring, { once: true });
  const close = watchFolder(folder, ring);
  return {
    async next() {
      if (!isDirty) await new Promise<void>((resolve) => (wake = resolve));
      isDirty = false;
    },
    [Symbol.dispose]() {
      clearInterval(timer);
      signal.removeEventListener('abort', ring);
      close();
    },
  };
}

function watchFolder(folder: string, ring: () => void): () => void {
  try {
    const watcher = watch(folder, { persistent: false }, ring);
    // A watch that fails later leaves the timer.
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  } catch {
    // No folder yet, or no watches left on this system: the timer does it.
    return () => undefined;
  }
}

async function readFrom(
  file: string,
  position: number,
): Promise<{ readonly bytes: Buffer; readonly size: number }> {
  await using handle = await openIfThere(file);
  if (handle === undefined) return { bytes: Buffer.alloc(0), size: 0 };
  const { size } = await handle.stat();
  if (size <= position) return { bytes: Buffer.alloc(0), size };
  const block = Buffer.alloc(Math.min(CHUNK_BYTES, size - position));
  const { bytesRead } = await handle.read(block, 0, block.length, position);
  return { bytes: block.subarray(0, bytesRead), size };
}

/** What was written to the log after `position` and before it was rotated away. */
async function* restOfOlder(file: string, position: number): AsyncGenerator<Buffer> {
  let at = position;
  for (;;) {
    const { bytes } = await readFrom(olderLog(file), at);
    if (bytes.length === 0) return;
    at += bytes.length;
    yield bytes;
  }
}

/** Whole lines out of chunks; keeps the part of a line that is not whole yet. */
function createLineCutter(): (bytes: Buffer) => readonly string[] {
  let rest = Buffer.alloc(0);
  return (bytes) => {
    const joined = Buffer.concat([rest, bytes]);
    const end = joined.lastIndexOf(0x0a) + 1;
    const lines = splitLines(joined.subarray(0, end)).map(cleanLine);
    rest = joined.subarray(end);
    if (rest.length <= LONGEST_LINE_BYTES) return lines;
    const piece = cleanLine(rest);
    rest = Buffer.alloc(0);
    return [...lines, piece];
  };
}

/** The last `tailLines` whole lines and then every new one, across rotations and a file that comes later. */
export async function* followLog(
  file: string,
  options: { readonly tailLines: number; readonly signal: AbortSignal },
): AsyncGenerator<string> {
  const { signal } = options;
  using waker = createWaker(dirname(file), signal);
  let generation = await logGeneration(file);
  let tail = await tailOf(file, options.tailLines);
  for (let now = await logGeneration(file); now !== generation; now = await logGeneration(file)) {
    // It was rotated while it was read.
    generation = now;
    tail = await tailOf(file, options.tailLines);
  }
  yield* tail.lines;
  const cut = createLineCutter();
  let position = tail.end;
  let shorterSinceMs: number | undefined;
  while (!signal.aborted) {
    const { bytes, size } = await readFrom(file, position);
    const now = await logGeneration(file);
    if (now !== generation) {
      // What was read above may be of the new log; it is read again from its start.
      generation = now;
      for await (const older of restOfOlder(file, position)) yield* cut(older);
      position = 0;
    } else if (bytes.length > 0) {
      position += bytes.length;
      for (const line of cut(bytes)) {
        yield line;
        if (signal.aborted) return;
      }
    } else if (size < position) {
      // A rotation is between its last two steps; or somebody else has cut the log, and it begins anew.
      shorterSinceMs ??= performance.now();
      if (performance.now() - shorterSinceMs > CUT_BY_OTHERS_MS) position = 0;
      await waker.next();
      continue;
    } else {
      await waker.next();
    }
    shorterSinceMs = undefined;
  }
}
