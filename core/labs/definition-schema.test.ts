import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { definitionJsonSchema } from './definition-schema.ts';

test('docs/lab.schema.json is the schema of this version; `npm run schema` writes it', () => {
  const written: unknown = JSON.parse(
    readFileSync(new URL('../../docs/lab.schema.json', import.meta.url), 'utf8'),
  );
  expect(written).toEqual(JSON.parse(JSON.stringify(definitionJsonSchema())));
});
