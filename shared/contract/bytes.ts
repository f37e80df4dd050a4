import { z } from 'zod';

/** Bytes as they are: carriers move them without a text form (`shared/protocol/wire.ts`). */
export const Bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'Bytes are expected here.');
