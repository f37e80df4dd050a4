import { z } from 'zod';
import { LabDefinition } from './definition.ts';

/** The JSON schema of lab.yaml, for editors. `docs/lab.schema.json` holds it; `npm run schema` writes it. */
export function definitionJsonSchema(): unknown {
  return {
    title: 'A Sealab lab (lab.yaml)',
    ...z.toJSONSchema(LabDefinition, { io: 'input' }),
  };
}
