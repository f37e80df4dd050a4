import { z } from 'zod';

/** The first frame on a WebSocket. Until the server has answered it, the client sends nothing else. */
export const Hello = z.strictObject({ type: z.literal('hello'), token: z.string().max(256) });
export type Hello = z.infer<typeof Hello>;

/** The server's answer to the right token. To anything else it closes with `REFUSED_CODE` and says nothing. */
export const Welcome = z.strictObject({ type: z.literal('welcome') });
export type Welcome = z.infer<typeof Welcome>;

/** WebSocket close code of a missing, wrong or late token (RFC 6455 section 7.4.1, policy violation). */
export const REFUSED_CODE = 1008;
