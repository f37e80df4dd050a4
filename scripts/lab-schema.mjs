// `npm run schema`: writes docs/lab.schema.json from the zod schema.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { definitionJsonSchema } from '../core/labs/definition-schema.ts';

const file = join(import.meta.dirname, '..', 'docs', 'lab.schema.json');
writeFileSync(file, `${JSON.stringify(definitionJsonSchema(), null, 2)}\n`);
console.log(file);
