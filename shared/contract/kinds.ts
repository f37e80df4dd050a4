import type { z } from 'zod';

type Schema = z.ZodType;

/** Ask: one answer, soon. */
export interface Query<I extends Schema = Schema, O extends Schema = Schema> {
  readonly kind: 'query';
  readonly input: I;
  readonly output: O;
}

/** Do: long work with progress snapshots and cancel, one result at the end. */
export interface Operation<I extends Schema = Schema, O extends Schema = Schema> {
  readonly kind: 'operation';
  readonly input: I;
  readonly output: O;
}

/** Be told: the whole snapshot of a small state, again at each change. */
export interface Feed<I extends Schema = Schema, O extends Schema = Schema> {
  readonly kind: 'feed';
  readonly input: I;
  readonly output: O;
}

/** Ordered chunks with sequence numbers; `output` is the schema of one chunk. */
export interface Stream<I extends Schema = Schema, O extends Schema = Schema> {
  readonly kind: 'stream';
  readonly input: I;
  readonly output: O;
}

export function query<I extends Schema, O extends Schema>(input: I, output: O): Query<I, O> {
  return { kind: 'query', input, output };
}

export function operation<I extends Schema, O extends Schema>(input: I, output: O): Operation<I, O> {
  return { kind: 'operation', input, output };
}

export function feed<I extends Schema, O extends Schema>(input: I, output: O): Feed<I, O> {
  return { kind: 'feed', input, output };
}

export function stream<I extends Schema, O extends Schema>(input: I, output: O): Stream<I, O> {
  return { kind: 'stream', input, output };
}

/** Send: ordered chunks from the caller, progress snapshots back, one result at the end. `chunk` is the schema of one. */
export interface Upload<I extends Schema = Schema, C extends Schema = Schema, O extends Schema = Schema> {
  readonly kind: 'upload';
  readonly input: I;
  readonly chunk: C;
  readonly output: O;
}

export function upload<I extends Schema, C extends Schema, O extends Schema>(
  input: I,
  chunk: C,
  output: O,
): Upload<I, C, O> {
  return { kind: 'upload', input, chunk, output };
}
