import type { OperationContext, StepReport } from '#core/ports/operation-context.ts';

/** A context that keeps what was reported, with a way to cancel. */
export function recorder(): OperationContext & { readonly reports: StepReport[]; cancel(): void } {
  const stop = new AbortController();
  const reports: StepReport[] = [];
  return {
    signal: stop.signal,
    report: (report) => reports.push(report),
    reports,
    cancel: () => stop.abort(),
  };
}
