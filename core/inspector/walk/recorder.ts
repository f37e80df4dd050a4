import type { KeyIdentity } from '#shared/contract/inspector.ts';
import type { WalkStep, WalkStepId, WalkValue } from '#shared/contract/walk.ts';
import { isCancelled, SealabError, toWire } from '#shared/errors.ts';
import { toHex } from '../../bytes.ts';
import type { Clock } from '../../ports/clock.ts';
import { walkSteps } from './steps.ts';

/** Shown of a value; the rest is counted. */
const SHOWN_BYTES = 4096;

interface Described {
  readonly id: string;
  readonly name: string;
  /** Where it comes from: a file, an answer, an earlier step. */
  readonly origin: string;
  /** The value of an earlier step that this is. */
  readonly originValue?: string;
  readonly identity?: KeyIdentity;
  /** Kept back until somebody asks for it. */
  readonly isSecret?: boolean;
}

export type Content =
  | { readonly bytes: Uint8Array }
  | { readonly text: string }
  | { readonly json: string }
  | { readonly number: number | bigint };

/** One step while it runs. */
export class StepNotes {
  readonly inputs: WalkValue[] = [];
  readonly outputs: WalkValue[] = [];
  readonly checks: { title: string; ok: boolean; evidence: string }[] = [];
  /** Where it says more than the step's usual one. */
  sentence: string | undefined;
  readonly #secrets: Map<string, string>;

  constructor(secrets: Map<string, string>) {
    this.#secrets = secrets;
  }

  input(value: Described, content: Content): void {
    this.inputs.push(this.#value(value, content));
  }

  output(value: Described, content: Content): void {
    this.outputs.push(this.#value(value, content));
  }

  check(title: string, ok: boolean, evidence: string): void {
    this.checks.push({ title, ok, evidence });
  }

  #value({ isSecret = false, ...described }: Described, content: Content): WalkValue {
    const { type, shown, lengthBytes } = read(content);
    if (isSecret) this.#secrets.set(described.id, shown);
    return { ...described, type, lengthBytes, isSecret, ...(isSecret ? {} : { value: shown }) };
  }
}

function read(content: Content): { type: WalkValue['type']; shown: string; lengthBytes: number } {
  if ('bytes' in content) {
    const shown = toHex(content.bytes.subarray(0, SHOWN_BYTES));
    return { type: 'bytes', shown, lengthBytes: content.bytes.length };
  }
  if ('number' in content) {
    const shown = String(content.number);
    return { type: 'number', shown, lengthBytes: shown.length };
  }
  const text = 'text' in content ? content.text : content.json;
  return {
    type: 'text' in content ? 'text' : 'json',
    shown: text.slice(0, SHOWN_BYTES),
    lengthBytes: new TextEncoder().encode(text).length,
  };
}

/** The steps of a walk, in the order in which they are taken; a failed one is the last that runs. */
export class WalkRecorder {
  readonly #clock: Clock;
  readonly #onStep: (id: WalkStepId) => void;
  readonly #steps = new Map<WalkStepId, WalkStep>();
  /** Secret values by the id of the value. */
  readonly secrets = new Map<string, string>();
  failure: SealabError | undefined;

  constructor(clock: Clock, onStep: (id: WalkStepId) => void) {
    this.#clock = clock;
    this.#onStep = onStep;
  }

  /** Runs a step, unless one before it failed. A check that is not ok fails it. Throws only `cancelled`. */
  async step<T>(id: WalkStepId, run: (notes: StepNotes) => Promise<T> | T): Promise<T | undefined> {
    if (this.failure !== undefined) return undefined;
    this.#onStep(id);
    const notes = new StepNotes(this.secrets);
    const startMs = this.#clock.monotonicMs();
    try {
      const value = await run(notes);
      const wrong = notes.checks.find(({ ok }) => !ok);
      if (wrong !== undefined) {
        throw new SealabError('damaged-file', `${wrong.title}: no. ${wrong.evidence}`, {
          details: { evidence: [wrong.evidence] },
        });
      }
      this.#put(id, notes, { state: 'done', tookMs: this.#clock.monotonicMs() - startMs });
      return value;
    } catch (thrown) {
      if (isCancelled(thrown)) throw thrown;
      const error = toWire(thrown);
      this.failure = new SealabError(error.code, error.message, {
        ...(error.fix === undefined ? {} : { fix: error.fix }),
        ...(error.details === undefined ? {} : { details: error.details }),
        cause: thrown,
      });
      this.#put(id, notes, { state: 'failed', error, tookMs: this.#clock.monotonicMs() - startMs });
      return undefined;
    }
  }

  /** A step that does not apply to this object. */
  skip(id: WalkStepId, reason: string): void {
    if (this.failure !== undefined) return;
    this.#put(id, new StepNotes(this.secrets), { state: 'skipped', reason, tookMs: 0 });
  }

  /** A step that could not be done, and that the others do not need. */
  leaveOut(id: WalkStepId, notes: StepNotes, reason: string): void {
    this.#put(id, notes, { state: 'skipped', reason, tookMs: 0 });
  }

  /** Whether a step was taken to its end. */
  has(id: WalkStepId): boolean {
    return this.#steps.get(id)?.state === 'done';
  }

  /** Every step in the order in which it was taken; those that were not reached come last. */
  steps(): WalkStep[] {
    const left = walkSteps.filter(({ id }) => !this.#steps.has(id));
    return [
      ...this.#steps.values(),
      ...left.map(
        (text): WalkStep => ({
          ...text,
          state: 'not-reached',
          inputs: [],
          outputs: [],
          checks: [],
          tookMs: 0,
        }),
      ),
    ];
  }

  #put(
    id: WalkStepId,
    notes: StepNotes,
    end: Pick<WalkStep, 'state' | 'tookMs'> & Pick<Partial<WalkStep>, 'error' | 'reason'>,
  ): void {
    const text = walkSteps.find((known) => known.id === id);
    if (text === undefined) throw new SealabError('internal', `The walk has no step ${id}.`);
    const { inputs, outputs, checks } = notes;
    this.#steps.set(id, {
      ...text,
      sentence: notes.sentence ?? text.sentence,
      ...end,
      tookMs: Math.round(end.tookMs * 10) / 10,
      inputs,
      outputs,
      checks,
    });
  }
}
