import type { LabRequest } from '#shared/contract/labs.ts';
import { down } from '../labs/down.ts';
import type { LabPorts } from '../labs/lab-ports.ts';
import { remove } from '../labs/remove.ts';
import type { RunContext } from '../labs/run-context.ts';
import { up } from '../labs/up.ts';
import { makeFakePorts } from './fake-ports.ts';
import { FakeWorld } from './fake-world.ts';

/** What the tests throw where Sealab dies: no code of Sealab may run on after it, so every later call throws it too. */
export class KilledError extends Error {
  override readonly name = 'KilledError';
}

/** A context that nobody cancels. */
export function quietly(signal: AbortSignal = new AbortController().signal): RunContext {
  return { signal, report: () => undefined };
}

/** One fake machine and the Sealabs that run on it one after the other. */
export class FakeMachineRun {
  readonly world: FakeWorld;
  ports: LabPorts;
  readonly #files: Readonly<Record<string, string>>;

  constructor(files: Readonly<Record<string, string>>, engine: 'process' | 'docker' = 'process') {
    this.#files = files;
    this.world = new FakeWorld(engine);
    this.ports = makeFakePorts({ world: this.world, files });
  }

  async up(request: LabRequest, signal?: AbortSignal): ReturnType<typeof up> {
    return await up(this.ports, request, quietly(signal));
  }

  async down(name: string, signal?: AbortSignal): ReturnType<typeof down> {
    return await down(this.ports, name, quietly(signal));
  }

  async rm(name: string, signal?: AbortSignal): ReturnType<typeof remove> {
    return await remove(this.ports, name, quietly(signal));
  }

  /** Sealab is started anew: nothing that it held in memory is left. */
  restartSealab(): void {
    this.world.sealabDied();
    this.ports = makeFakePorts({ world: this.world, files: this.#files });
  }

  restartMachine(): void {
    this.world.machineRestarted();
    this.restartSealab();
  }

  /** From the call with this number on, every call throws. */
  killAt(index: number): void {
    let seen = 0;
    this.world.calls.hook = ({ name, detail, when }) => {
      if (seen++ >= index) throw new KilledError(`killed ${when} ${name} ${detail}`);
    };
  }

  /** Does something at the call with this number, once. */
  at(index: number, action: () => void): void {
    let seen = 0;
    this.world.calls.hook = () => {
      if (seen++ === index) action();
    };
  }

  /** The calls that `work` makes, as `before engine.start first/vault`. */
  async callsOf(work: () => Promise<unknown>): Promise<readonly string[]> {
    const calls: string[] = [];
    this.world.calls.hook = ({ name, detail, when }) => void calls.push(`${when} ${name} ${detail}`.trim());
    await work();
    this.world.calls.hook = () => undefined;
    return calls;
  }
}

/** Runs a check for every `step`-th call and tells which calls broke it. */
export async function atEvery(
  calls: readonly string[],
  step: number,
  check: (index: number) => Promise<void>,
): Promise<readonly string[]> {
  const broken: string[] = [];
  for (let index = 0; index < calls.length; index += step) {
    try {
      await check(index);
    } catch (thrown) {
      broken.push(
        `${index} ${calls[index] ?? ''}: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
      );
    }
  }
  return broken;
}
