import { open } from 'node:fs/promises';
import { isMissing, systemCode } from '../../system/file-errors.ts';

/** e_machine of an ELF file (elf(5)), by Node's name of the processor. */
const ELF_MACHINES: Readonly<Record<string, number>> = { x64: 62, arm64: 183 };
const ELF_MAGIC = 0x7f45_4c46;
/** Mach-O, 64 bit, as it stands in the file, and a universal binary (mach-o/loader.h, mach-o/fat.h). */
const MACHO_MAGICS: ReadonlySet<number> = new Set([0xcffa_edfe, 0xcafe_babe]);
const HEADER_BYTES = 20;

export type ProgramKind = 'program' | 'script' | { readonly problem: string };

/**
 * Looks whether a file is a program of this machine. Needed because the system's execvp(3) hands every file that it
 * does not know to a shell, a half-written binary too.
 */
export async function programKind(path: string): Promise<ProgramKind> {
  try {
    await using file = await open(path, 'r');
    const header = Buffer.alloc(HEADER_BYTES);
    const { bytesRead } = await file.read(header, 0, HEADER_BYTES, 0);
    return kindOfHeader(header.subarray(0, bytesRead));
  } catch (thrown) {
    if (isMissing(thrown)) return { problem: 'there is no such program' };
    const code = systemCode(thrown);
    if (code === 'EACCES' || code === 'EPERM') return { problem: 'it may not be read' };
    throw thrown;
  }
}

/** The same for the first 20 bytes of a file. */
export function kindOfHeader(header: Buffer, architecture: string = process.arch): ProgramKind {
  if (header.subarray(0, 2).toString('latin1') === '#!') return 'script';
  if (header.length < HEADER_BYTES) return { problem: 'it is no program' };
  const magic = header.readUInt32BE(0);
  if (MACHO_MAGICS.has(magic)) return 'program';
  if (magic !== ELF_MAGIC) return { problem: 'it is no program' };
  const wanted = ELF_MACHINES[architecture];
  if (wanted === undefined || header.readUInt16LE(18) === wanted) return 'program';
  return { problem: `it is a program for another processor than ${architecture}` };
}
