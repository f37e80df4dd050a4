import type { WalkStep, WalkValue } from '#shared/contract/walk.ts';

export interface FormulaPart {
  readonly text: string;
  /** The input or output of the step that this part names. */
  readonly value: WalkValue | undefined;
}

/** Splits a formula where it names a value of its step; the parts joined give the formula again. */
export function formulaParts({ formula, inputs, outputs }: WalkStep): readonly FormulaPart[] {
  const values = [...inputs, ...outputs].toSorted((a, b) => b.name.length - a.name.length);
  if (values.length === 0) return formula === '' ? [] : [{ text: formula, value: undefined }];
  const names = values.map(({ name }) => name.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`));
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(${names.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
  return formula
    .split(pattern)
    .filter((text) => text !== '')
    .map((text) => ({
      text,
      value: values.find(({ name }) => name.toLowerCase() === text.toLowerCase()),
    }));
}
