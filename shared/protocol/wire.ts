import { z } from 'zod';
import { SealabError } from '../errors.ts';

/** A frame as it goes over a wire: JSON text, or bytes where it holds a `Uint8Array` at any depth. */
export type WireMessage = string | Uint8Array<ArrayBuffer>;

type Path = readonly (string | number)[];
interface Found {
  readonly path: Path;
  readonly bytes: Uint8Array;
}

const LENGTH_BYTES = 4;
const MAX_DEPTH = 64;
const Header = z.strictObject({
  frame: z.unknown(),
  bytes: z
    .array(
      z.strictObject({
        path: z
          .array(z.union([z.string(), z.number().int().nonnegative()]))
          .min(1)
          .max(MAX_DEPTH),
        length: z.number().int().nonnegative(),
      }),
    )
    .min(1)
    .max(1024),
});

/**
 * Encodes a frame for a wire. Without bytes: its JSON. With bytes: a little-endian uint32 with the length of a header, the
 * header (JSON: `frame` with null in the place of each `Uint8Array`, and `bytes` with the path and the length of each), then the
 * bytes one after another. Throws what `JSON.stringify` throws.
 */
export function encodeFrame(frame: unknown): WireMessage {
  const found: Found[] = [];
  const stripped = strip(frame, { path: [], parents: [] }, found);
  if (found.length === 0) return JSON.stringify(frame);
  const header = new TextEncoder().encode(
    JSON.stringify({
      frame: stripped,
      bytes: found.map(({ path, bytes }) => ({ path, length: bytes.length })),
    }),
  );
  const size = found.reduce((sum, { bytes }) => sum + bytes.length, LENGTH_BYTES + header.length);
  const message = new Uint8Array(size);
  new DataView(message.buffer).setUint32(0, header.length, true);
  message.set(header, LENGTH_BYTES);
  let offset = LENGTH_BYTES + header.length;
  for (const { bytes } of found) {
    message.set(bytes, offset);
    offset += bytes.length;
  }
  return message;
}

/** Reads what `encodeFrame` wrote. The bytes in the frame are views of the message. Throws `protocol` for anything else. */
export function decodeFrame(message: unknown): unknown {
  if (typeof message === 'string') return parseJson(message);
  if (!(message instanceof Uint8Array) || message.length < LENGTH_BYTES) throw malformed('it is too short');
  const view = new DataView(message.buffer, message.byteOffset, message.length);
  const start = LENGTH_BYTES + view.getUint32(0, true);
  if (start > message.length) throw malformed('its header ends after it');
  const header = Header.safeParse(parseJson(textOf(message.subarray(LENGTH_BYTES, start))));
  if (!header.success) throw malformed('its header has another form', header.error);
  const frame: unknown = header.data.frame;
  let offset = start;
  for (const { path, length } of header.data.bytes) {
    if (length > message.length - offset) throw malformed('its bytes end too early');
    place(frame, path, new Uint8Array(message.buffer, message.byteOffset + offset, length));
    offset += length;
  }
  if (offset !== message.length) throw malformed('it has bytes that belong nowhere');
  return frame;
}

/** The value with null in the place of all bytes, which go to `found`; the value itself where there are none. */
function strip(
  value: unknown,
  place: { readonly path: Path; readonly parents: readonly object[] },
  found: Found[],
): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { path, parents } = place;
  if (value instanceof Uint8Array) {
    if (path.length === 0 || path.length > MAX_DEPTH) throw malformed('it has bytes where none can be');
    found.push({ path, bytes: value });
    return null;
  }
  // What has its own JSON form (a Secret, a date) holds no bytes; a circle has no JSON, and `JSON.stringify` will say so.
  if (('toJSON' in value && typeof value.toJSON === 'function') || parents.includes(value)) return value;
  const before = found.length;
  const within = (step: string | number, item: unknown): unknown =>
    strip(item, { path: [...path, step], parents: [...parents, value] }, found);
  const copy = Array.isArray(value)
    ? value.map((item: unknown, index) => within(index, item))
    : Object.fromEntries(Object.entries(value).map(([key, item]) => [key, within(key, item)]));
  return found.length === before ? value : copy;
}

/** Puts bytes where the frame has null. */
function place(frame: unknown, path: Path, bytes: Uint8Array): void {
  let at: unknown = frame;
  for (const step of path.slice(0, -1)) at = memberOf(at, step);
  const last = path.at(-1);
  if (last === undefined || memberOf(at, last) !== null) throw malformed('its bytes have no place');
  if (typeof at === 'object' && at !== null) Reflect.set(at, last, bytes);
}

function memberOf(value: unknown, step: string | number): unknown {
  const isFitting = Array.isArray(value) ? typeof step === 'number' : typeof step === 'string';
  if (typeof value !== 'object' || value === null || !isFitting || !Object.hasOwn(value, step)) {
    throw malformed('its bytes have no place');
  }
  return Reflect.get(value, step);
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw malformed('its header is no UTF-8', cause);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw malformed('it is no JSON', cause);
  }
}

function malformed(why: string, cause?: unknown): SealabError {
  return new SealabError('protocol', `A message cannot be read: ${why}.`, {
    fix: 'Reload the page: it may belong to another version.',
    ...(cause === undefined ? {} : { cause }),
  });
}
