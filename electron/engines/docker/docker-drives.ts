import type { DriveFile, DrivePlace, Drives } from '#core/ports/engine.ts';
import { SealabError } from '#shared/errors.ts';
import type { DriveCommand, Toolbox } from './toolbox.ts';

/** A file in the list of the toolbox: its size, a space, its path. */
const LISTED = /^(\d+) (.*)$/s;

/** The path inside the drive without empty parts. Throws `invalid-input` for one that leads out of it. */
function pathIn(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (path.startsWith('/') || path.includes('\0') || parts.includes('..')) {
    throw new SealabError('invalid-input', `The path ${JSON.stringify(path)} leads out of the drive.`);
  }
  return parts.join('/');
}

/** Drives as volumes, through the lab's toolbox container. */
export function createDockerDrives(toolbox: Toolbox): Drives {
  async function output(command: DriveCommand): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of toolbox.run(command)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }
  return {
    list: async (lab) => await toolbox.drives(lab),
    async files(lab, drive, under) {
      const { path, signal } = placeOf(under);
      const args = ['files', `${drive}/${pathIn(path)}`];
      const text = await output({ lab, drive, signal, args }).catch(emptyWhereMissing);
      return filesOf(text.toString('utf8'));
    },
    async *read(lab, drive, { path, offset = 0, length = -1, signal }) {
      const args = ['read', `${drive}/${pathIn(path)}`, String(offset), String(length)];
      yield* toolbox.run({ lab, drive, signal, args });
    },
    async write(lab, drive, { path, content, signal }) {
      const args = ['write', `${drive}/${pathIn(path)}`, String(content.length)];
      await output({ lab, drive, signal, args, input: content });
    },
    async remove(lab, drive, at) {
      const { path, signal } = placeOf(at);
      const args = ['remove', `${drive}/${pathIn(path)}`];
      await output({ lab, drive, signal, args }).catch(emptyWhereMissing);
    },
  };
}

function placeOf(at: string | DrivePlace): DrivePlace {
  return typeof at === 'string' ? { path: at } : at;
}

function filesOf(text: string): readonly DriveFile[] {
  const files = text.split('\0').flatMap((line) => {
    const [, size, path] = LISTED.exec(line) ?? [];
    return size === undefined || path === undefined ? [] : [{ path, sizeBytes: Number(size) }];
  });
  return files.toSorted((one, other) => (one.path < other.path ? -1 : 1));
}

function emptyWhereMissing(thrown: unknown): Buffer {
  if (thrown instanceof SealabError && thrown.code === 'not-found') return Buffer.alloc(0);
  throw thrown;
}
