import type { Engine, ServiceObservation, ServiceSpec, StartIntent } from '#core/ports/engine.ts';
import type { OperationContext } from '#core/ports/operation-context.ts';
import type { EngineWorld, ServiceMode } from './engine-world.ts';

const WAIT_LIMIT_MS = 10_000;

/** A context that reports to nobody. */
export function contextOf(signal: AbortSignal = new AbortController().signal): OperationContext {
  return { signal, report: () => undefined };
}

/** Waits until the check holds. */
export async function eventually(check: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + WAIT_LIMIT_MS;
  while (!(await check())) {
    if (performance.now() > giveUpAt) throw new Error(`It has not come true in ${WAIT_LIMIT_MS} ms.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export interface Prepared {
  readonly spec: ServiceSpec;
  readonly intent: StartIntent;
}

export interface Started extends Prepared {
  readonly observation: ServiceObservation;
  readonly pid: number;
}

/** One engine on the test bench: starts services of the world and clears all of them away. */
export class EngineBench implements AsyncDisposable {
  readonly engine: Engine;
  readonly world: EngineWorld;
  readonly #intents: StartIntent[] = [];

  constructor(world: EngineWorld) {
    this.world = world;
    this.engine = world.engine;
  }

  /** A spec and an intent, with nothing started. */
  async prepare(lab: string, service: string, mode: ServiceMode = 'patient'): Promise<Prepared> {
    const { program, args } = this.world.service(lab, service, mode);
    const places = this.engine.places(lab, service);
    const spec: ServiceSpec = {
      lab,
      service,
      program,
      args,
      environment: { WORD: 'moon' },
      files: [{ target: `${places.files}/config/server.yaml`, content: 'address: here\n' }],
      volumes: [{ name: service, target: places.data }],
      ports: [],
      aliases: [service],
    };
    const id = `intent-${this.#intents.length + 1}`;
    const moment = await this.engine.moment();
    const intent: StartIntent = { id, lab, service, reference: program.reference, args, moment };
    this.#intents.push(intent);
    return { spec, intent };
  }

  /** Starts a service and waits until it prints that it is ready. */
  async start(lab: string, service: string, mode: ServiceMode = 'patient'): Promise<Started> {
    const { spec, intent } = await this.prepare(lab, service, mode);
    const observation = await this.engine.start(spec, intent, contextOf());
    if (mode !== 'crasher') {
      await eventually(async () => (await this.engine.logTail(lab, service, 9)).includes('ready'));
    }
    return { spec, intent, observation, pid: observation.pid ?? 0 };
  }

  async stateOf(intent: StartIntent): Promise<string | undefined> {
    return (await this.engine.observe([intent]))[0]?.state;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const lab of new Set(this.#intents.map((intent) => intent.lab))) {
      const intents = this.#intents.filter((intent) => intent.lab === lab);
      await this.engine.remove(lab, intents, contextOf());
    }
    await this.world[Symbol.asyncDispose]();
  }
}
