import { z } from 'zod';
import { Progress } from '../contract/progress.ts';
import { WireError } from '../errors.ts';

const FrameId = z.number().int().nonnegative();

const Credit = z.strictObject({
  type: z.literal('credit'),
  id: FrameId,
  count: z.number().int().positive().max(1024),
});

/** What a client may send. */
export const ClientFrame = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('request'),
    id: FrameId,
    name: z.string(),
    input: z.unknown(),
    /** Streams only: the first chunk wanted, to resume after a lost connection. */
    from: z.number().int().nonnegative().optional(),
  }),
  z.strictObject({ type: z.literal('cancel'), id: FrameId }),
  /** Streams only: how many more chunks the client has room for. */
  Credit,
  /** Uploads only: the next chunk, with numbers from 0. The server has given credit for it. */
  z.strictObject({
    type: z.literal('chunk'),
    id: FrameId,
    sequence: z.number().int().nonnegative(),
    value: z.unknown(),
  }),
  /** Uploads only: there are no more chunks. */
  z.strictObject({ type: z.literal('end'), id: FrameId }),
]);
export type ClientFrame = z.infer<typeof ClientFrame>;

/** What a server may send. */
export const ServerFrame = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('progress'), id: FrameId, progress: Progress }),
  z.strictObject({ type: z.literal('result'), id: FrameId, ok: z.literal(true), value: z.unknown() }),
  z.strictObject({ type: z.literal('event'), id: FrameId, value: z.unknown() }),
  z.strictObject({
    type: z.literal('chunk'),
    id: FrameId,
    sequence: z.number().int().nonnegative(),
    value: z.unknown(),
    /** How many chunks before this one were dropped because the client gave no credit. */
    lost: z.number().int().positive().optional(),
  }),
  /** Uploads only: how many more chunks the server has room for. */
  Credit,
  z.strictObject({ type: z.literal('failure'), id: FrameId, error: WireError }),
]);
export type ServerFrame = z.infer<typeof ServerFrame>;
