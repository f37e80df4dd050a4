import { cancelledError } from '#shared/errors.ts';
import type { FakeClock } from './fake-clock.ts';
import { unlessAborted } from './unless-aborted.ts';

/** One call of a port, seen before its effect and after it. */
export interface FakeCall {
  /** `<port>.<method>`, such as `vault.unseal`. */
  readonly name: string;
  readonly detail: string;
  readonly when: 'before' | 'after';
}

/** Throw to fail the call; return a promise that never ends to hang it until its signal aborts. */
export type FakeCallHook = (call: FakeCall) => Promise<void> | void;

/** Every call of every fake port goes through here, so that a test can fail, cancel or kill at any of them. */
export class FakeCalls {
  readonly #clock: FakeClock;
  hook: FakeCallHook = () => undefined;

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  /** Time passes with each call: no two of them see the same millisecond. */
  async see(name: string, detail: string, when: FakeCall['when']): Promise<void> {
    if (when === 'before') this.#clock.advance(1);
    await this.hook({ name, detail, when });
  }

  async run<T>(
    call: { readonly name: string; readonly detail?: string; readonly signal?: AbortSignal },
    effect: () => T | Promise<T>,
  ): Promise<T> {
    const { name, detail = '', signal } = call;
    await unlessAborted(this.see(name, detail, 'before'), signal);
    if (signal?.aborted === true) throw cancelledError(signal.reason);
    const value = await unlessAborted(effect(), signal);
    await unlessAborted(this.see(name, detail, 'after'), signal);
    return value;
  }
}
