import type { EngineKind } from '#shared/contract/labs.ts';
import type { Engine, ExecResult, ServiceSpec } from '../ports/engine.ts';

/** How a started service behaves. */
export interface FakeBehaviour {
  /** Lines in its log right after the start. */
  readonly prints?: readonly string[];
  /** Ends only when it is killed. */
  readonly ignoresTerm?: boolean;
  /** Starts, prints and is gone. */
  readonly diesAtOnce?: boolean;
  /** The start itself fails with `service-died`: there is no such program. */
  readonly cannotStart?: boolean;
}

export type FakeCommand = Parameters<Engine['exec']>[1];

export interface FakeEngineOptions {
  /** What `engine.kind` says; `fake` unless told. */
  readonly kind?: EngineKind;
  /**
   * Called before the effect of every call, with the method's name and `<lab>/<service>`. Throw to fail the call, return
   * a promise that never ends to hang it; a hanging call still ends when its signal aborts.
   */
  readonly onCall?: (name: string, detail: string) => Promise<void> | void;
  /** The same after the effect: throw here to crash between a step's effect and its outcome. */
  readonly afterCall?: (name: string, detail: string) => Promise<void> | void;
  readonly behaviour?: (spec: ServiceSpec) => FakeBehaviour;
  readonly exec?: (lab: string, command: FakeCommand) => ExecResult | Promise<ExecResult>;
}
