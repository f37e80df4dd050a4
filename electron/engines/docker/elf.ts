import { open } from 'node:fs/promises';
import { fileError } from '../../system/file-errors.ts';

/** `e_machine` of the ELF header (https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html), in Go's words. */
const MACHINES: Readonly<Record<number, string>> = { 62: 'amd64', 183: 'arm64', 40: 'arm', 243: 'riscv64' };
const PROGRAM_INTERPRETER = 3;
const HEADER_BYTES = 4096;

/**
 * Why a file cannot run as the only file of an image for `architecture`, as the end of a sentence; undefined where it
 * can: a program for Linux that needs no loader and no library.
 */
export async function unfitForImage(path: string, architecture: string): Promise<string | undefined> {
  const header = Buffer.alloc(HEADER_BYTES);
  try {
    await using file = await open(path, 'r');
    await file.read(header, 0, HEADER_BYTES, 0);
  } catch (thrown) {
    throw fileError(thrown, 'read', path);
  }
  const is64LittleEndian = header[4] === 2 && header[5] === 1;
  if (header.readUInt32BE(0) !== 0x7f454c46 || !is64LittleEndian) return 'it is no program for Linux';
  const machine = MACHINES[header.readUInt16LE(18)] ?? 'another processor';
  if (machine !== architecture) return `it is made for ${machine}, and the engine runs ${architecture}`;
  const tableAt = Number(header.readBigUInt64LE(32));
  const entryBytes = header.readUInt16LE(54);
  for (let index = 0; index < header.readUInt16LE(56); index += 1) {
    const at = tableAt + index * entryBytes;
    if (at + 4 > HEADER_BYTES) break;
    if (header.readUInt32LE(at) === PROGRAM_INTERPRETER)
      return 'it needs libraries that an image does not have; build it with CGO_ENABLED=0';
  }
  return undefined;
}
