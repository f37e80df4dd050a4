import type { DriveFile, Drives } from '#core/ports/engine.ts';
import { SealabError } from '#shared/errors.ts';
import type { Toolbox } from './toolbox.ts';
import type { ToolboxCommand } from './toolbox-session.ts';

/** A file in the list of the toolbox: its size, a space, its path. */
const LISTED = /^(\d+) (.*)$/s;

/** The path inside the drive without empty parts. Throws `invalid-input` for one that leads out of it. */
function pathIn(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (path.startsWith('/') || path.includes('\\') || path.includes('\0') || parts.includes('..')) {
    throw new SealabError('invalid-input', `The path ${JSON.stringify(path)} leads out of the drive.`);
  }
  return parts.join('/');
}

/** Drives as volumes, through the lab's toolbox container. */
export function createDockerDrives(toolbox: Toolbox): Drives {
  async function output(lab: string, drive: string, command: ToolboxCommand): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of toolbox.run(lab, drive, command)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }
  return {
    list: async (lab) => await toolbox.drives(lab),
    async files(lab, drive, under) {
      const args = ['files', `${drive}/${pathIn(under)}`];
      const text = await output(lab, drive, { args }).catch(emptyWhereMissing);
      return filesOf(text.toString('utf8'));
    },
    async *read(lab, drive, { path, offset = 0, length = -1 }) {
      yield* toolbox.run(lab, drive, {
        args: ['read', `${drive}/${pathIn(path)}`, String(offset), String(length)],
      });
    },
    async write(lab, drive, { path, content }) {
      const args = ['write', `${drive}/${pathIn(path)}`, String(content.length)];
      await output(lab, drive, { args, input: content });
    },
    async remove(lab, drive, path) {
      await output(lab, drive, { args: ['remove', `${drive}/${pathIn(path)}`] }).catch(emptyWhereMissing);
    },
  };
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
