import type { ServiceObservation, StartIntent } from '../ports/engine.ts';

export interface FakeProcess {
  readonly pid: number;
  readonly lab: string;
  readonly service: string;
  readonly reference: string;
  readonly args: readonly string[];
  readonly startedTick: number;
  readonly ignoresTerm: boolean;
  state: 'running' | 'paused';
  isConnected: boolean;
}

const START = Date.parse('2026-11-21T10:00:00.000Z');

/** Processes in memory, owned by intents as the real ones are. */
export class FakeProcesses {
  readonly #running: FakeProcess[] = [];
  #tick = 0;
  #lastPid = 1000;

  /** The processes that run now. */
  all(): readonly FakeProcess[] {
    return this.#running;
  }

  moment(): string {
    this.#tick += 1;
    return `fake:${this.#tick}`;
  }

  spawn(program: Pick<FakeProcess, 'lab' | 'service' | 'reference' | 'args' | 'ignoresTerm'>): FakeProcess {
    this.#tick += 1;
    this.#lastPid += 1;
    const started: FakeProcess = {
      ...program,
      pid: this.#lastPid,
      startedTick: this.#tick,
      state: 'running',
      isConnected: true,
    };
    this.#running.push(started);
    return started;
  }

  find(intent: StartIntent): FakeProcess | undefined {
    return this.#running.find((candidate) => isOf(candidate, intent));
  }

  /** By pid, or by `<lab>/<service>`. */
  kill(target: number | string): void {
    const index = this.#running.findIndex(
      ({ pid, lab, service }) => pid === target || `${lab}/${service}` === target,
    );
    if (index >= 0) this.#running.splice(index, 1);
  }

  end(intent: StartIntent): void {
    const found = this.find(intent);
    if (found !== undefined) this.kill(found.pid);
  }

  /** A process belongs to the newest intent that could have started it. */
  observe(intents: readonly StartIntent[]): readonly ServiceObservation[] {
    const newestFirst = intents.toSorted((a, b) => tickOf(b.moment) - tickOf(a.moment));
    const owned = new Map<string, FakeProcess>();
    for (const candidate of this.#running) {
      const owner = newestFirst.find((intent) => isOf(candidate, intent));
      if (owner !== undefined && !owned.has(owner.id)) owned.set(owner.id, candidate);
    }
    return intents.map((intent) => observation(intent, owned.get(intent.id)));
  }
}

function tickOf(moment: string): number {
  return Number(moment.replace('fake:', ''));
}

function isOf(candidate: FakeProcess, intent: StartIntent): boolean {
  return (
    candidate.reference === intent.reference &&
    candidate.args.length === intent.args.length &&
    candidate.args.every((arg, index) => arg === intent.args[index]) &&
    candidate.startedTick >= tickOf(intent.moment)
  );
}

/** What an engine tells of an intent and its process. */
export function observation(intent: StartIntent, found: FakeProcess | undefined): ServiceObservation {
  if (found === undefined) return { service: intent.service, state: 'stopped', intentId: intent.id };
  return {
    service: intent.service,
    state: found.state,
    intentId: intent.id,
    pid: found.pid,
    startedAt: new Date(START + found.startedTick * 1000).toISOString(),
    memoryBytes: 64 * 1024 * 1024,
  };
}
