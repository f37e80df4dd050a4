import type { OperationContext, StepReport } from '#core/ports/operation-context.ts';
import { SealabError, toSealabError } from '#shared/errors.ts';
import type { CatalogueEntry } from './catalogue.ts';

/** Why no image was used, if the binary may come from elsewhere; else throws it: a changed image must be seen. */
export function mayBeBuilt(thrown: unknown): SealabError {
  const error = toSealabError(thrown);
  if (error.code === 'cancelled' || error.code === 'checksum-mismatch') throw error;
  return error;
}

/** A context whose reports tell why the binary is built. That no engine answers is usual, and nothing to tell. */
export function tellingWhy(context: OperationContext, reason: SealabError | undefined): OperationContext {
  if (reason === undefined || reason.code === 'no-engine') return context;
  const why = reason.message.replace(/\.$/, '');
  const report = (news: StepReport): void =>
    context.report(news.detail === undefined ? news : { ...news, detail: `${news.detail} (${why})` });
  return { signal: context.signal, report };
}

/** The error of a binary that neither an image nor Go gave. */
export function neitherWay(reason: SealabError | undefined, thrown: unknown): unknown {
  const error = toSealabError(thrown);
  if (reason === undefined || error.code === 'cancelled') return thrown;
  const evidence = [...evidenceOf(error), `registry: ${reason.message}`, ...evidenceOf(reason)];
  const fixes = [error.fix, reason.fix].filter((fix) => fix !== undefined && fix !== '');
  return new SealabError(error.code, `${error.message} There is no image either: ${reason.message}`, {
    fix: fixes.join(' Or, for the image: '),
    details: { ...error.details, evidence },
    cause: error,
  });
}

function evidenceOf({ details }: SealabError): readonly string[] {
  const evidence = details?.['evidence'];
  return Array.isArray(evidence) ? evidence : [];
}

/** A damaged binary that cannot be built again is the real news; why it cannot be built comes with it. */
export function withCorruption(entry: CatalogueEntry, thrown: unknown): SealabError {
  const error = toSealabError(thrown);
  if (error.code === 'cancelled' || error.code === 'disk-full') return error;
  return new SealabError(
    'checksum-mismatch',
    `The stored binary of ${entry.title} was changed or cut, and it cannot be built again: ${error.message}`,
    {
      ...(error.fix === undefined ? {} : { fix: error.fix }),
      details: { ...error.details, component: entry.component, version: entry.version },
      cause: error,
    },
  );
}
