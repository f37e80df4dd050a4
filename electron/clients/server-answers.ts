import { z } from 'zod';
import { type ErrorCode, SealabError } from '#shared/errors.ts';
import type { HttpsAnswer } from './https-json.ts';
import type { Server } from './network-errors.ts';

const maxEvidenceLength = 500;

/** Vault answers `{errors: [...]}`, KES `{message: "..."}` or, since 0.23, `{error: "..."}`. */
const ErrorBody = z.union([
  z.object({ errors: z.array(z.string()) }).transform(({ errors }) => errors),
  z.object({ message: z.string() }).transform(({ message }) => [message]),
  z.object({ error: z.string() }).transform(({ error }) => [error]),
]);

/** What the server said about a refused request, in its own words; the HTTP status if it said nothing. */
export function errorTexts(answer: HttpsAnswer): string[] {
  const parsed = ErrorBody.safeParse(answer.body);
  const texts = parsed.success ? parsed.data : [answer.text.trim()];
  const said = texts.filter((text) => text !== '').map((text) => text.slice(0, maxEvidenceLength));
  return said.length === 0 ? [`HTTP status ${answer.status} without a body`] : said;
}

export interface Refusal {
  readonly code: ErrorCode;
  /** What was asked, as a verb: "mount kv". */
  readonly purpose: string;
  readonly answer: HttpsAnswer;
  readonly fix: string;
}

/** The error for a request that the server refused, with the server's words as evidence. */
export function refusal(server: Server, { code, purpose, answer, fix }: Refusal): SealabError {
  const evidence = errorTexts(answer);
  return new SealabError(
    code,
    `${server.title} at ${server.url} does not ${purpose}: ${evidence.join('; ')}.`,
    {
      fix,
      details: { evidence, status: answer.status },
    },
  );
}

/** Reads an answer. A wrong shape is an error that names the fields and never shows the values, which may be secret. */
export function parseAnswer<Body>(
  server: Server,
  {
    purpose,
    schema,
    body,
  }: { readonly purpose: string; readonly schema: z.ZodType<Body>; readonly body: unknown },
): Body {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const evidence = parsed.error.issues.map(({ path, code }) => `${path.join('.') || '(body)'}: ${code}`);
  throw new SealabError(
    server.errorCode,
    `${server.title} at ${server.url} answers the request to ${purpose} in an unknown form.`,
    {
      fix: `Check that ${server.title} has a version that Sealab knows, and that nothing else listens on its port.`,
      details: { evidence },
    },
  );
}
