import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const Fixture = z.object({
  name: z.string(),
  bucket: z.string(),
  key: z.string(),
  /** The xl.meta of each drive. */
  files: z.array(z.string()),
  versionId: z.string().optional(),
  sha256: z.string().optional(),
  md5: z.string().optional(),
  etag: z.string().optional(),
  configPath: z.string().optional(),
  kesKey: z.string().optional(),
  builtinKey: z.string().optional(),
  customerKey: z.string().optional(),
});
/** What a real MinIO left on its drives, and the keys that it had. */
export type Fixture = z.infer<typeof Fixture>;

const folder = join(import.meta.dirname, '..', 'fixtures');

export const fixtures = z.array(Fixture).parse(JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')));

export function fixtureOf(name: string): Fixture {
  const found = fixtures.find((fixture) => fixture.name === name);
  if (found === undefined) throw new Error(`There is no fixture ${name}.`);
  return found;
}

/** The bytes of one of a fixture's files. */
export function bytesOf(file: string): Uint8Array {
  return new Uint8Array(readFileSync(join(folder, file)));
}
