import type { SearchResult } from '#shared/contract/inspector.ts';
import { toSealabError } from '#shared/errors.ts';
import type { OperationContext } from '../ports/operation-context.ts';
import { indexOf } from '../proof/search.ts';
import type { DriveSource, ObjectName } from './object-copies.ts';
import { viewStored } from './stored-view.ts';

/** Told of each file; one that holds the text a thousand times is no clearer. */
const MOST_OFFSETS = 100;

/** Looks for a text in every file of an object on every drive: encrypted, nobody finds it there. */
export async function searchObject(
  source: DriveSource,
  { name, text }: { readonly name: ObjectName; readonly text: string },
  { signal, report }: OperationContext,
): Promise<SearchResult> {
  const stored = await viewStored(source, name, signal);
  const needle = new TextEncoder().encode(text);
  const files = stored.drives.flatMap(({ drive, files: own }) => own.map((file) => ({ drive, ...file })));
  const total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let done = 0;
  const found: SearchResult['files'] = [];
  const notSearched: SearchResult['notSearched'] = stored.drives.flatMap(({ drive, files: own, left }) =>
    own.length > 0 ? [] : [{ drive, reason: left ?? `Drive ${drive} holds no file of this object.` }],
  );
  for (const { drive, path } of files) {
    const finder = new OffsetFinder(needle);
    try {
      for await (const chunk of source.drives.read(source.lab, drive, { path })) {
        signal.throwIfAborted();
        finder.add(chunk);
        done += chunk.length;
        report({ detail: `${drive}, ${path}`, done, total, unit: 'bytes' });
      }
    } catch (thrown) {
      // A drive that lost a part file is no reason to leave out the others; the three views show that it is missing.
      const { code, message } = toSealabError(thrown);
      if (code !== 'not-found') throw thrown;
      notSearched.push({ drive, reason: message });
      continue;
    }
    found.push({ drive, path, sizeBytes: finder.length, offsets: [...finder.offsets] });
  }
  return {
    needle: text,
    files: found,
    searched: {
      drives: new Set(found.map(({ drive }) => drive)).size,
      files: found.length,
      sizeBytes: found.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    },
    notSearched,
  };
}

/** Every place of a byte sequence in a stream of chunks, also across their borders. */
class OffsetFinder {
  readonly #needle: Uint8Array;
  #tail = new Uint8Array(0);
  readonly offsets: number[] = [];
  /** Bytes seen. */
  length = 0;

  constructor(needle: Uint8Array) {
    this.#needle = needle;
  }

  add(chunk: Uint8Array): void {
    const joined = new Uint8Array(this.#tail.length + chunk.length);
    joined.set(this.#tail);
    joined.set(chunk, this.#tail.length);
    const start = this.length - this.#tail.length;
    let from = 0;
    while (this.offsets.length < MOST_OFFSETS) {
      const at = indexOf(joined.subarray(from), this.#needle);
      if (at < 0) break;
      this.offsets.push(start + from + at);
      from += at + 1;
    }
    this.length += chunk.length;
    this.#tail = joined.slice(Math.max(0, joined.length - this.#needle.length + 1));
  }
}
