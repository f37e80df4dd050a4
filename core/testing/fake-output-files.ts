import { SealabError } from '#shared/errors.ts';
import { joinBytes } from '../bytes.ts';
import type { OutputFiles } from '../ports/output-files.ts';

/** Files in memory; `written` has those that were finished. */
export class FakeOutputFiles implements OutputFiles {
  readonly written = new Map<string, Uint8Array>();

  async create(path: string): ReturnType<OutputFiles['create']> {
    if (this.written.has(path)) throw new SealabError('conflict', `${path} exists already.`);
    const chunks: Uint8Array[] = [];
    return {
      write: async (chunk) => void chunks.push(chunk.slice()),
      finish: async () => void this.written.set(path, joinBytes(chunks)),
      [Symbol.asyncDispose]: async () => undefined,
    };
  }
}
