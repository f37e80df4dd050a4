import type { UploadRequest } from '#core/ports/object-api.ts';
import { cancelledError, SealabError } from '#shared/errors.ts';

/** The chunks put together to pieces of `bytes`, the last one shorter. Throws `invalid-input` unless they are as long as was said. */
export async function* partsOf(
  { chunks, sizeBytes, bucket, key }: UploadRequest,
  { bytes, signal }: { readonly bytes: number; readonly signal: AbortSignal },
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  let seen = 0;
  let filled = 0;
  let part = new Uint8Array(Math.min(bytes, sizeBytes));
  for await (const chunk of chunks) {
    if (signal.aborted) throw cancelledError();
    seen += chunk.length;
    if (seen > sizeBytes) throw wrongSize(`${bucket}/${key}`, { said: sizeBytes, seen: `at least ${seen}` });
    for (let at = 0; at < chunk.length; ) {
      const piece = chunk.subarray(at, at + part.length - filled);
      part.set(piece, filled);
      filled += piece.length;
      at += piece.length;
      if (filled === part.length && seen - (chunk.length - at) < sizeBytes) {
        yield part;
        part = new Uint8Array(Math.min(bytes, sizeBytes - (seen - (chunk.length - at))));
        filled = 0;
      }
    }
  }
  if (seen !== sizeBytes) throw wrongSize(`${bucket}/${key}`, { said: sizeBytes, seen: String(seen) });
  yield part;
}

function wrongSize(
  name: string,
  { said, seen }: { readonly said: number; readonly seen: string },
): SealabError {
  return new SealabError(
    'invalid-input',
    `${name} is not written: ${said} bytes were announced, and ${seen} came.`,
    {
      fix: 'The file changed while it was read. Upload it again.',
    },
  );
}
