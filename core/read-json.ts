import type { z } from 'zod';

/** A text of JSON as `schema` reads it; undefined for what is no JSON, or another. */
export function readJson<T>(schema: z.ZodType<T>, text: string): T | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return schema.safeParse(value).data;
}
