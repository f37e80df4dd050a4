import type { ServiceView } from '#shared/contract/labs.ts';
import type { ServiceObservation } from '../ports/engine.ts';

const MEBIBYTE = 1_048_576;

/** What services take of the machine, for whoever looks again and again. */
export class Usage {
  readonly #looks = new Map<string, { readonly cpuMs: number; readonly atMs: number }>();

  /** Memory now, and processor time since the look before. */
  of(seen: ServiceObservation, now: Date): Pick<ServiceView, 'memoryBytes' | 'cpuPercent'> {
    const { intentId, memoryBytes, cpuMs } = seen;
    const atMs = now.getTime();
    const before = this.#looks.get(intentId);
    if (cpuMs !== undefined) this.#looks.set(intentId, { cpuMs, atMs });
    const cpuPercent =
      cpuMs === undefined || before === undefined || atMs <= before.atMs
        ? undefined
        : Math.max(0, Math.round((100 * (cpuMs - before.cpuMs)) / (atMs - before.atMs)));
    return {
      ...(memoryBytes === undefined ? {} : { memoryBytes: Math.ceil(memoryBytes / MEBIBYTE) * MEBIBYTE }),
      ...(cpuPercent === undefined ? {} : { cpuPercent }),
    };
  }
}
