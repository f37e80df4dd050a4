import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { SealabError } from '#shared/errors.ts';
import { demultiplex } from './demultiplex.ts';

/** Arguments of `toolbox`, and what it reads; see resources/components/toolbox-1/main.go. */
export interface ToolboxCommand {
  readonly args: readonly string[];
  readonly input?: Uint8Array;
}

/** Exit codes of the toolbox. */
const FAILURES = {
  3: { code: 'not-found', says: 'it is not there' },
  4: { code: 'invalid-input', says: 'the path leads out of the drive or over a link' },
  5: { code: 'disk-full', says: 'the disk is full' },
  6: { code: 'permission-denied', says: 'the system refuses it' },
} as const;

/** The error for a toolbox that ended with a code; `said` is its own reason. */
export function toolboxFailure(exitCode: number, what: string, said: string): SealabError {
  const known = Object.entries(FAILURES).find(([code]) => Number(code) === exitCode)?.[1];
  const message = `The toolbox cannot ${what}: ${known?.says ?? said}.`;
  return new SealabError(known?.code ?? 'internal', message, { details: { evidence: [said], exitCode } });
}

/** The other end went away in the middle of an answer, or before it. */
export class SessionEnded extends Error {}

/** One `toolbox serve`: a command at a time, over the input and output of a program in the toolbox container. */
export class ToolboxSession {
  readonly #stream: Duplex;
  readonly #output: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);
  #isWhole = true;

  constructor(stream: Duplex) {
    this.#stream = stream;
    this.#output = stdoutOf(stream);
    // What breaks shows as the end of the output.
    stream.on('error', () => undefined);
  }

  /** Whether another command may follow. */
  get isUsable(): boolean {
    return this.#isWhole && !this.#stream.destroyed && this.#stream.readable;
  }

  /** An idle session does not keep the program that holds it alive. */
  set isIdle(isIdle: boolean) {
    if (!(this.#stream instanceof Socket)) return;
    if (isIdle) this.#stream.unref();
    else this.#stream.ref();
  }

  /** What the command writes. Throws `SessionEnded`, and the toolbox's failure. A reader that leaves early ends it. */
  async *run({ args, input = new Uint8Array() }: ToolboxCommand): AsyncGenerator<Buffer> {
    this.#isWhole = false;
    const words = Buffer.from(args.join('\0'));
    const sizes = Buffer.alloc(8);
    sizes.writeUInt32BE(words.length, 0);
    sizes.writeUInt32BE(input.length, 4);
    this.#stream.write(Buffer.concat([sizes, words, input]));
    for (let left = await this.#number(); left > 0; left = await this.#number()) {
      while (left > 0) {
        const piece = await this.#some(left);
        left -= piece.length;
        yield piece;
      }
    }
    const [exitCode = 1] = await this.#exactly(1);
    const reason = await this.#exactly(await this.#number());
    this.#isWhole = true;
    if (exitCode !== 0) throw toolboxFailure(exitCode, args.slice(0, 2).join(' '), reason.toString('utf8'));
  }

  close(): void {
    this.#stream.destroy();
  }

  async #number(): Promise<number> {
    return (await this.#exactly(4)).readUInt32BE(0);
  }

  async #exactly(sizeBytes: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for (let left = sizeBytes; left > 0; ) {
      const piece = await this.#some(left);
      left -= piece.length;
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  }

  /** At least one byte and at most `limit`. */
  async #some(limit: number): Promise<Buffer> {
    if (this.#rest.length === 0) {
      const next = await this.#output.next();
      if (next.done === true) throw new SessionEnded('The toolbox ended in the middle of an answer.');
      this.#rest = next.value;
    }
    const piece = this.#rest.subarray(0, limit);
    this.#rest = this.#rest.subarray(piece.length);
    return piece;
  }
}

async function* stdoutOf(stream: Duplex): AsyncGenerator<Buffer> {
  try {
    for await (const written of demultiplex(stream)) if (written.stream === 'stdout') yield written.bytes;
  } catch (thrown) {
    throw new SessionEnded('The connection to the toolbox broke.', { cause: thrown });
  }
}
