/** What a step tells while it runs. A later report replaces an earlier one. */
export interface StepReport {
  /** One line for a person: what it does now, or what it did. */
  readonly detail?: string;
  readonly done?: number;
  readonly total?: number;
  readonly unit?: 'bytes' | 'items';
}

/** The last parameter of everything that may take a second. */
export interface OperationContext {
  readonly signal: AbortSignal;
  readonly report: (report: StepReport) => void;
}
