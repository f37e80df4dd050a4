import type { z } from 'zod';
import type { Finding as FindingSchema } from '#shared/contract/system.ts';

export type Finding = z.infer<typeof FindingSchema>;
