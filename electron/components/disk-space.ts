import { stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SealabError } from '#shared/errors.ts';
import { fromFileError, systemCode } from './file-errors.ts';

/** Something that will be written below a folder, which need not exist yet. */
export interface DiskNeed {
  readonly folder: string;
  readonly bytes: number;
  readonly what: string;
}

/** Throws `disk-full` when a disk has less free than all that will be written to it. */
export async function assertDiskSpace(needs: readonly DiskNeed[]): Promise<void> {
  const disks = new Map<number, { folder: string; bytes: number; free: number; what: string[] }>();
  for (const need of needs.filter((each) => each.bytes > 0)) {
    const folder = await existingFolder(need.folder);
    const { dev } = await stat(folder);
    const disk = disks.get(dev) ?? { folder, bytes: 0, free: await freeBytes(folder), what: [] };
    disk.bytes += need.bytes;
    disk.what.push(`${need.what}: ${inGiB(need.bytes)}`);
    disks.set(dev, disk);
  }
  for (const disk of disks.values()) {
    if (disk.bytes <= disk.free) continue;
    throw new SealabError(
      'disk-full',
      `The disk of ${disk.folder} has ${inGiB(disk.free)} free, and ${inGiB(disk.bytes)} are needed.`,
      {
        fix: 'Free some space, or set SEALAB_CACHE to a folder on another disk.',
        details: { folder: disk.folder, neededBytes: disk.bytes, freeBytes: disk.free, evidence: disk.what },
      },
    );
  }
}

async function freeBytes(folder: string): Promise<number> {
  const disk = await statfs(folder);
  return disk.bavail * disk.bsize;
}

async function existingFolder(folder: string): Promise<string> {
  try {
    await stat(folder);
    return folder;
  } catch (error) {
    const parent = dirname(folder);
    if (systemCode(error) === 'ENOENT' && parent !== folder) return existingFolder(parent);
    throw fromFileError(error, `The free space of ${folder} cannot be read`);
  }
}

function inGiB(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(2)} GiB`;
}
