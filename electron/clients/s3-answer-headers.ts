import { z } from 'zod';
import type { AnswerHeaders } from '#core/ports/object-api.ts';

/** The answer that the SDK hides behind its own names. */
const Answer = z.object({ headers: z.record(z.string(), z.string()) });

interface Stack {
  add(
    middleware: (
      next: (args: never) => Promise<{ readonly response: unknown }>,
    ) => (args: never) => Promise<never>,
    options: { readonly step: 'deserialize'; readonly priority: 'low' },
  ): void;
}

/** Lets a command tell the headers of its answer, whatever its status. */
export function captureHeaders(command: { readonly middlewareStack: unknown }): () => AnswerHeaders {
  let headers: AnswerHeaders = {};
  // oxlint-disable-next-line no-unsafe-type-assertion -- the SDK's own type has three parameters that say no more
  const stack = command.middlewareStack as Stack;
  stack.add(
    (next) => async (args) => {
      const result = await next(args);
      headers = Answer.safeParse(result.response).data?.headers ?? {};
      // oxlint-disable-next-line no-unsafe-type-assertion -- passed on as it came
      return result as never;
    },
    { step: 'deserialize', priority: 'low' },
  );
  return () => headers;
}
