import type { Engine, Program } from '#core/ports/engine.ts';

/**
 * What the suite asks its engine to run. `patient` ends on SIGTERM, `stubborn` ignores it; both print `ready`. `crasher` prints `last words`
 * and is gone, `missing` is no program. Tools: `echo` prints its input, its arguments and the variable WORD and ends
 * with 3; `endless` never ends; `terminal` reads a line and prints its terminal's
 * rows and columns, reads another line, prints `got `, that line and the size again, and ends with 5.
 */
export type ServiceMode = 'patient' | 'stubborn' | 'crasher' | 'missing';
export type ToolMode = 'echo' | 'endless' | 'terminal';

/** An engine and the world around it, as far as the suite must reach into it. */
export interface EngineWorld extends AsyncDisposable {
  readonly engine: Engine;
  service(
    lab: string,
    service: string,
    mode: ServiceMode,
  ): { readonly program: Program; readonly args: readonly string[] };
  tool(mode: ToolMode): { readonly program: Program; readonly args: readonly string[] };
  /** Makes a running service print a line. */
  say(lab: string, service: string, line: string): Promise<void>;
  /** Starts the same program with the same arguments, unknown to the engine. */
  startAlien(program: Program, args: readonly string[]): Promise<number>;
  kill(pid: number): Promise<void>;
  isAlive(pid: number): Promise<boolean>;
  /** Content of a file that a start has written. */
  fileContent(lab: string, target: string): Promise<string | undefined>;
}
