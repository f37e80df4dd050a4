const HEADER_BYTES = 8;

/** A piece of what a container wrote. */
export interface Written {
  readonly stream: 'stdout' | 'stderr';
  readonly bytes: Buffer;
}

/**
 * Takes apart what a container without a terminal writes: frames of one byte for the stream, three zeros and four
 * bytes for the length (https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerAttach).
 * A frame may come in pieces.
 */
export async function* demultiplex(source: AsyncIterable<Uint8Array | string>): AsyncGenerator<Written> {
  let header = Buffer.alloc(0);
  let left = 0;
  let stream: Written['stream'] = 'stdout';
  for await (const piece of source) {
    let bytes = Buffer.from(piece);
    while (bytes.length > 0) {
      if (left > 0) {
        const part = bytes.subarray(0, left);
        yield { stream, bytes: part };
        left -= part.length;
        bytes = bytes.subarray(part.length);
        continue;
      }
      const missing = HEADER_BYTES - header.length;
      header = Buffer.concat([header, bytes.subarray(0, missing)]);
      bytes = bytes.subarray(missing);
      if (header.length < HEADER_BYTES) break;
      stream = header[0] === 2 ? 'stderr' : 'stdout';
      left = header.readUInt32BE(4);
      header = Buffer.alloc(0);
    }
  }
}
