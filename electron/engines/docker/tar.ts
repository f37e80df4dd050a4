const BLOCK_BYTES = 512;

export interface TarEntry {
  /** At most 99 ASCII characters; of a folder it ends with `/`. */
  readonly name: string;
  readonly mode: number;
  /** User and group id. */
  readonly owner: number;
  /** 0 for folders. */
  readonly sizeBytes: number;
}

/**
 * The header of an entry in the format of POSIX.1-1988 (ustar), always dated 1970: the same entry gives the same bytes.
 * `bytes` in it are octal digits; see https://www.gnu.org/software/tar/manual/html_node/Standard.html
 */
export function tarHeader(entry: TarEntry): Buffer {
  if (entry.name.length > 99) throw new RangeError(`The name is too long for an archive: ${entry.name}`);
  const header = Buffer.alloc(BLOCK_BYTES);
  const octal = (value: number, at: number, digits: number): void => {
    header.write(value.toString(8).padStart(digits, '0'), at, 'latin1');
  };
  header.write(entry.name, 0, 'latin1');
  octal(entry.mode, 100, 7);
  octal(entry.owner, 108, 7);
  octal(entry.owner, 116, 7);
  octal(entry.sizeBytes, 124, 11);
  octal(0, 136, 11);
  header.fill(' ', 148, 156);
  header.write(entry.name.endsWith('/') ? '5' : '0', 156, 'latin1');
  header.write('ustar\u000000', 257, 'latin1');
  octal(
    header.reduce((sum, byte) => sum + byte, 0),
    148,
    6,
  );
  header[154] = 0;
  return header;
}

/** Zeros that fill the last block of an entry. */
export function tarPadding(sizeBytes: number): Buffer {
  return Buffer.alloc((BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES);
}

/** How many bytes an entry takes in an archive. */
export function tarSize(entry: TarEntry): number {
  return BLOCK_BYTES + entry.sizeBytes + tarPadding(entry.sizeBytes).length;
}

/** Two blocks of zeros end an archive. */
export const TAR_END = Buffer.alloc(2 * BLOCK_BYTES);

/** A whole entry with its content. */
export function tarFile(entry: Omit<TarEntry, 'sizeBytes'>, content: Uint8Array): Buffer {
  const header = tarHeader({ ...entry, sizeBytes: content.length });
  return Buffer.concat([header, content, tarPadding(content.length)]);
}
