import { z } from 'zod';
import type { StepReport } from '#core/ports/operation-context.ts';
import { lineSplitter } from '../../system/line-splitter.ts';

/**
 * One line of what `POST /images/create` streams, Docker Engine API 1.41
 * (https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Image/operation/ImageCreate). A failure after the
 * first line comes as a line with `error`, under the status 200.
 */
const PullLine = z.object({
  status: z.string().optional(),
  id: z.string().optional(),
  progressDetail: z.object({ current: z.number().optional(), total: z.number().optional() }).nullish(),
  error: z.string().optional(),
});
type PullLine = z.infer<typeof PullLine>;

interface Layer {
  /** Bytes as they are transferred, compressed. Zero until the engine tells. */
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly state: 'waiting' | 'fetching' | 'fetched' | 'unpacking' | 'ready';
}

const states: Readonly<Record<string, Layer['state']>> = {
  'Pulling fs layer': 'waiting',
  Waiting: 'waiting',
  Downloading: 'fetching',
  'Verifying Checksum': 'fetched',
  'Download complete': 'fetched',
  Extracting: 'unpacking',
  'Pull complete': 'ready',
  'Already exists': 'ready',
};

/** Reads the stream of a pull as it comes, cut anywhere, and tells how far it is. */
export class PullProgress {
  readonly #decoder = new TextDecoder();
  readonly #layers = new Map<string, Layer>();
  readonly #lines = lineSplitter((line) => this.#take(line));
  #error: string | undefined;
  #digest: string | undefined;
  #retry: string | undefined;

  /** What the engine said instead of an image, if it did. */
  get error(): string | undefined {
    return this.#error;
  }

  /** `sha256:…` of the manifest, told at the end. */
  get digest(): string | undefined {
    return this.#digest;
  }

  /** The engine waits to connect anew, and gets nothing meanwhile. */
  get isBroken(): boolean {
    return this.#retry !== undefined;
  }

  /** Takes the next bytes. Throws a ZodError or a SyntaxError for lines that no engine writes. */
  read(chunk: Uint8Array | string): void {
    this.#lines.push(typeof chunk === 'string' ? chunk : this.#decoder.decode(chunk, { stream: true }));
  }

  /** The stream is at its end: a last line may lack its newline. */
  end(): void {
    this.#lines.end();
  }

  /** Bytes of all layers whose size is known; a layer that waits has none yet. */
  report(): StepReport {
    const layers = [...this.#layers.values()];
    const total = layers.reduce((sum, layer) => sum + layer.totalBytes, 0);
    if (layers.length === 0) return { detail: this.#retry ?? 'the registry answers' };
    const detail = this.#retry ?? this.#doing(layers);
    if (total === 0) return { detail };
    return { detail, done: layers.reduce((sum, layer) => sum + layer.doneBytes, 0), total, unit: 'bytes' };
  }

  #doing(layers: readonly Layer[]): string {
    const fetched = layers.filter(({ state }) => state !== 'waiting' && state !== 'fetching').length;
    const ready = layers.filter(({ state }) => state === 'ready').length;
    const of = (count: number): string => `layer ${Math.min(count + 1, layers.length)} of ${layers.length}`;
    return fetched < layers.length ? of(fetched) : `unpacking ${of(ready)}`;
  }

  #take(text: string): void {
    if (text.trim() === '') return;
    const line = PullLine.parse(JSON.parse(text));
    if (line.error !== undefined) this.#error = line.error;
    if (line.status === undefined) return;
    const digest = /^Digest: (sha256:[0-9a-f]{64})$/.exec(line.status)?.[1];
    if (digest !== undefined) this.#digest = digest;
    const again = /^Retrying in (\d+) second/.exec(line.status)?.[1];
    this.#retry = again === undefined ? undefined : `the connection broke; Docker tries again in ${again} s`;
    if (line.id !== undefined) this.#layer(line.id, line);
  }

  #layer(id: string, { status = '', progressDetail }: PullLine): void {
    const known = this.#layers.get(id);
    const state = states[status] ?? (status.startsWith('Retrying') ? 'waiting' : known?.state);
    // `Pulling from NAME` has the tag for an id.
    if (state === undefined) return;
    // The bytes of `Extracting` are those of unpacking; they count as fetched.
    const totalBytes = (state === 'fetching' ? progressDetail?.total : undefined) ?? known?.totalBytes ?? 0;
    const fetchedBytes = state === 'waiting' ? 0 : (progressDetail?.current ?? known?.doneBytes ?? 0);
    const doneBytes = state === 'waiting' || state === 'fetching' ? fetchedBytes : totalBytes;
    this.#layers.set(id, { state, totalBytes, doneBytes: Math.min(doneBytes, totalBytes) });
  }
}
