import { z } from 'zod';
import {
  Encryption,
  EngineChoice,
  KvVersion,
  LAB_NAME_PATTERN,
  type LabRequest,
  type LabSummary,
  Topology,
} from '#shared/contract/labs.ts';

/** The choices of the create form, all filled in. */
export const LabForm = z.object({
  name: z.string(),
  topology: Topology,
  engine: EngineChoice,
  encryption: Encryption,
  kv: KvVersion,
});
export type LabForm = z.infer<typeof LabForm>;

export const FIRST_LAB = 'first-lab';

const DEFAULT_FORM: LabForm = {
  name: FIRST_LAB,
  topology: 'standalone',
  engine: 'auto',
  encryption: 'sse-s3',
  kv: 1,
};

/** The form as it was left last time; the default where nothing or something old is stored. */
export function storedForm(stored: unknown): LabForm {
  const parsed = LabForm.safeParse(stored);
  return parsed.success ? parsed.data : DEFAULT_FORM;
}

/** A name that no lab has: `first-lab`, then `lab-2`, `lab-3`, … */
export function freeName(wanted: string, labs: readonly LabSummary[]): string {
  const taken = new Set(labs.map((lab) => lab.name));
  if (!taken.has(wanted)) return wanted;
  let number = labs.length + 1;
  while (taken.has(`lab-${number}`)) number += 1;
  return `lab-${number}`;
}

/** Why a name cannot be used, as a sentence; undefined when it can. */
export function nameProblem(name: string, labs: readonly LabSummary[]): string | undefined {
  if (name === '') return 'A lab needs a name.';
  if (name.length > 40) return `A name has at most 40 characters; this one has ${name.length}.`;
  if (/[A-Z]/.test(name)) return 'Small letters only.';
  const strange = /[^a-z0-9-]/.exec(name)?.[0];
  if (strange !== undefined)
    return `“${strange}” cannot be in a name: small letters, digits and hyphens only.`;
  if (!LAB_NAME_PATTERN.test(name)) return 'A name does not start or end with a hyphen.';
  if (labs.some((lab) => lab.name === name)) return `${name} exists already.`;
  return undefined;
}

export function requestOf(form: LabForm): LabRequest {
  return {
    name: form.name,
    topology: form.topology,
    engine: form.engine,
    encryption: form.encryption,
    kv: form.kv,
  };
}
