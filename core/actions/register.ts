import { z } from 'zod';
import { SealabError } from '#shared/errors.ts';
import type { Action, RegisteredAction } from './action.ts';

/** Makes an action fit for the registry: its input is parsed when it is bound. Throws `invalid-input` then. */
export function register<Shape extends z.ZodRawShape>(action: Action<z.ZodObject<Shape>>): RegisteredAction {
  return {
    id: action.id,
    title: action.title,
    inputs: Object.entries(action.input.shape).map(([name, schema]) => describeInput(name, schema)),
    bind: (given) => {
      const parsed = action.input.safeParse(given);
      if (!parsed.success) throw wrongInput(action.id, parsed.error);
      const input = parsed.data;
      return {
        id: action.id,
        title: action.title,
        commands: (lab) => action.commands(lab, input),
        warning: action.warning?.(input),
        apply: async (lab, context) => await action.apply(lab, input, context),
        verify: async (lab, signal) => await action.verify(lab, input, signal),
        undo: action.undo?.(input),
      };
    },
  };
}

function wrongInput(id: string, error: z.ZodError): SealabError {
  const issue = error.issues[0];
  return new SealabError(
    'invalid-input',
    `${id}: ${issue?.path.join('.') ?? 'input'}: ${issue?.message ?? 'not understood'}`,
    {
      fix: 'Correct that value. Nothing was changed.',
    },
  );
}

function describeInput(name: string, schema: z.core.$ZodType): RegisteredAction['inputs'][number] {
  const isOptional = schema instanceof z.ZodOptional;
  const inner: unknown = isOptional ? schema.unwrap() : schema;
  const choices = inner instanceof z.ZodEnum ? inner.options.map(String) : undefined;
  return { name, isOptional, ...(choices === undefined ? {} : { choices }) };
}
