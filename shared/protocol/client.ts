import { z } from 'zod';
import type {
  ChunkOf,
  EntryName,
  FeedName,
  InputOf,
  OperationName,
  OutputOf,
  QueryName,
  StreamName,
  UploadName,
} from '../contract/index.ts';
import { contract } from '../contract/index.ts';
import type { Progress } from '../contract/progress.ts';
import { cancelledError, fromWire, SealabError } from '../errors.ts';
import type { Carrier } from './carrier.ts';
import { type ClientFrame, ServerFrame } from './frames.ts';
import { StreamTaker } from './stream-taker.ts';
import { UploadSender } from './upload-sender.ts';

export interface AskOptions {
  readonly signal?: AbortSignal;
}
export interface RunOptions extends AskOptions {
  readonly onProgress?: (progress: Progress) => void;
}

export interface UploadOptions<Chunk> extends RunOptions {
  /** Taken one after the other, as the other side has room; left when the upload ends early. */
  readonly chunks: AsyncIterable<Chunk>;
}

interface Request {
  readonly name: EntryName;
  readonly input: unknown;
  readonly from?: number;
  /** Called once the request is sent. */
  readonly begun?: (id: number) => void;
}

interface Pending {
  readonly onFrame: (frame: ServerFrame) => void;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

const CallId = z.object({ id: z.number() });

/** The one client of all shells. It speaks the contract over any carrier. */
export class Client {
  readonly #carrier: Carrier;
  readonly #pending = new Map<number, Pending>();
  #nextId = 0;
  #isClosed = false;

  constructor(carrier: Carrier) {
    this.#carrier = carrier;
    carrier.onFrame((raw) => this.#receive(raw));
    carrier.onClose(() => {
      this.#isClosed = true;
      this.#failAll(lostError());
    });
  }

  /** Asks a query. Rejects with a SealabError. */
  async ask<N extends QueryName>(name: N, input: InputOf<N>, options: AskOptions = {}): Promise<OutputOf<N>> {
    return this.#parsed(name, await this.#request({ name, input }, options, () => {}));
  }

  /** Runs an operation to its end; aborting `signal` cancels it on the other side. */
  async run<N extends OperationName>(
    name: N,
    input: InputOf<N>,
    options: RunOptions = {},
  ): Promise<OutputOf<N>> {
    const value = await this.#request({ name, input }, options, (frame) => {
      if (frame.type === 'progress') options.onProgress?.(frame.progress);
    });
    return this.#parsed(name, value);
  }

  /** Follows a feed until `signal` aborts or the carrier closes; the promise settles then. */
  async follow<N extends FeedName>(
    name: N,
    input: InputOf<N>,
    options: { readonly signal: AbortSignal; readonly onValue: (value: OutputOf<N>) => void },
  ): Promise<void> {
    await this.#request({ name, input }, options, (frame) => {
      if (frame.type === 'event' && !options.signal.aborted) options.onValue(this.#parsed(name, frame.value));
    });
  }

  /** Reads a stream chunk by chunk. A listener that returns a promise gets more only when it has resolved. */
  async read<N extends StreamName>(
    name: N,
    input: InputOf<N>,
    options: {
      readonly signal: AbortSignal;
      readonly onChunk: (chunk: OutputOf<N>, sequence: number) => unknown;
      readonly from?: number;
    },
  ): Promise<void> {
    const taker = new StreamTaker({
      send: (frame) => this.#send(frame),
      onRefused: (id, thrown) => this.#abandon(id, thrown),
    });
    const from = options.from === undefined ? {} : { from: options.from };
    const begun = (id: number): void => taker.begin(id);
    await this.#request({ name, input, begun, ...from }, options, (frame, id) => {
      if (frame.type !== 'chunk' || options.signal.aborted) return;
      taker.take(id, options.onChunk(this.#parsed(name, frame.value), frame.sequence));
    });
    await taker.taken();
  }

  /**
   * Sends chunks, as fast as the other side takes them, and returns its result. Aborting `signal` cancels it there. Chunks
   * that throw cancel it too, and their error is thrown.
   */
  async upload<N extends UploadName>(
    name: N,
    input: InputOf<N>,
    options: UploadOptions<ChunkOf<N>>,
  ): Promise<OutputOf<N>> {
    const sender = new UploadSender({
      chunks: options.chunks,
      signal: options.signal,
      send: (frame) => this.#send(frame),
    });
    const begun = (id: number): void => {
      sender.sendAll(id).catch((thrown: unknown) => this.#abandon(id, thrown));
    };
    try {
      const value = await this.#request({ name, input, begun }, options, (frame) => {
        if (frame.type === 'credit') sender.addCredit(frame.count);
        if (frame.type === 'progress') options.onProgress?.(frame.progress);
      });
      return this.#parsed(name, value);
    } finally {
      sender.stop();
    }
  }

  close(): void {
    this.#carrier.close();
  }

  async #request(
    request: Request,
    { signal }: AskOptions,
    onFrame: (frame: ServerFrame, id: number) => void,
  ): Promise<unknown> {
    if (this.#isClosed) throw lostError();
    if (signal?.aborted === true) throw cancelledError();
    const id = this.#nextId++;
    const cancel = (): void => this.#send({ type: 'cancel', id });
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      return await new Promise((resolve, reject) => {
        this.#pending.set(id, { resolve, reject, onFrame: (frame) => onFrame(frame, id) });
        const from = request.from === undefined ? {} : { from: request.from };
        this.#send({ type: 'request', id, name: request.name, input: request.input, ...from });
        request.begun?.(id);
      });
    } finally {
      signal?.removeEventListener('abort', cancel);
      this.#pending.delete(id);
    }
  }

  #send(frame: ClientFrame): void {
    this.#carrier.send(frame);
  }

  #receive(raw: unknown): void {
    const parsed = ServerFrame.safeParse(raw);
    if (!parsed.success) {
      this.#rejectFrame(raw, parsed.error);
      return;
    }
    const frame = parsed.data;
    const pending = this.#pending.get(frame.id);
    if (pending === undefined) return;
    if (frame.type === 'result') pending.resolve(frame.value);
    else if (frame.type === 'failure') pending.reject(fromWire(frame.error));
    else {
      try {
        pending.onFrame(frame);
      } catch (thrown) {
        this.#abandon(frame.id, thrown);
      }
    }
  }

  /** A broken frame of a known call ends that call; any other means that the two sides do not speak alike. */
  #rejectFrame(raw: unknown, cause: unknown): void {
    const error = new SealabError('protocol', 'Sealab sent something that this page does not understand.', {
      fix: 'Reload the page: it may belong to another version.',
      cause,
    });
    const id = CallId.safeParse(raw).data?.id;
    if (id !== undefined && this.#pending.has(id)) {
      this.#abandon(id, error);
      return;
    }
    this.#failAll(error);
    this.#carrier.close();
  }

  /** Fails a call on this side and stops it on the other. */
  #abandon(id: number, error: unknown): void {
    this.#pending.get(id)?.reject(error);
    this.#pending.delete(id);
    this.#send({ type: 'cancel', id });
  }

  #failAll(error: SealabError): void {
    for (const pending of this.#pending.values()) pending.reject(error);
    this.#pending.clear();
  }

  #parsed<N extends EntryName>(name: N, value: unknown): OutputOf<N> {
    const parsed = contract[name].output.safeParse(value);
    // oxlint-disable-next-line no-unsafe-type-assertion -- parsed by the schema that OutputOf is inferred from
    if (parsed.success) return parsed.data as OutputOf<N>;
    throw new SealabError('protocol', `The answer to “${name}” does not have the agreed form.`, {
      fix: 'Reload the page: it may belong to another version.',
      cause: parsed.error,
    });
  }
}

function lostError(): SealabError {
  return new SealabError('protocol', 'The connection to Sealab is gone.', {
    fix: 'Start Sealab again with `npm start`. A running lab goes on without it.',
  });
}
