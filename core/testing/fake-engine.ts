import type { ComponentName } from '#shared/contract/components.ts';
import type { EngineKind } from '#shared/contract/labs.ts';
import { isCancelled, SealabError } from '#shared/errors.ts';
import type { ComponentBinary } from '../ports/components.ts';
import type {
  Address,
  Engine,
  ExecResult,
  Program,
  ServiceObservation,
  ServicePlaces,
  ServicePort,
  ServiceSpec,
  StartIntent,
} from '../ports/engine.ts';
import type { OperationContext } from '../ports/operation-context.ts';
import type { FakeCommand, FakeEngineOptions } from './fake-behaviour.ts';
import { FakeDrives } from './fake-drives.ts';
import { FakeImages } from './fake-images.ts';
import { FakeLogs } from './fake-log.ts';
import { type FakeProcess, FakeProcesses, observation } from './fake-processes.ts';
import { unlessAborted } from './unless-aborted.ts';

export type { FakeCommand, FakeEngineOptions } from './fake-behaviour.ts';

interface FakeCall {
  readonly name: string;
  readonly detail: string;
  readonly signal?: AbortSignal;
}

/** The engine in memory: it keeps every rule of the port and starts nothing. */
export class FakeEngine implements Engine {
  readonly kind: EngineKind;
  readonly images: FakeImages;
  readonly drives = new FakeDrives();
  readonly addressOf = loopback;
  readonly peerAddressOf = loopback;
  readonly listenAddressOf = loopback;
  /** Every call so far, as `<name> <lab>/<service>`. */
  readonly calls: string[] = [];
  readonly #options: FakeEngineOptions;
  readonly #processes = new FakeProcesses();
  readonly #logs = new FakeLogs();
  readonly #files = new Map<string, string>();

  constructor(options: FakeEngineOptions = {}) {
    this.#options = options;
    this.kind = options.kind ?? 'fake';
    this.images = new FakeImages(this.kind);
  }

  get needs(): readonly ComponentName[] {
    return this.images.needs;
  }

  /** Services that run now, as `<lab>/<service>`. */
  running(): readonly string[] {
    return this.#processes
      .all()
      .map(({ lab, service }) => `${lab}/${service}`)
      .toSorted();
  }

  /** Content of every file that starts have written, by target. */
  filesOf(lab: string): ReadonlyMap<string, string> {
    return new Map([...this.#files].filter(([target]) => target.startsWith(`/labs/${lab}/`)));
  }

  /** Ends a process, by pid or as `<lab>/<service>`, as if somebody else had killed it. */
  killFromOutside(target: number | string): void {
    this.#processes.kill(target);
  }

  isAlive(pid: number): boolean {
    return this.#processes.all().some((candidate) => candidate.pid === pid);
  }

  /** Starts a process that no intent knows; returns its pid. */
  startAlien(reference: string, args: readonly string[]): number {
    return this.#processes.spawn({ lab: 'alien', service: 'alien', reference, args, ignoresTerm: false }).pid;
  }

  /** Writes a line as the service would. */
  print(lab: string, service: string, line: string): void {
    this.#logs.of(lab, service).append(line);
  }

  places(lab: string, service: string): ServicePlaces {
    return { files: `/labs/${lab}/services/${service}`, data: `/labs/${lab}/data/${service}` };
  }

  variablesFor(_lab: string, service: string, _port: ServicePort): Readonly<Record<string, string>> {
    return service.startsWith('minio') ? { SHARED_DISK: '1', SERVER_LOCAL: '' } : {};
  }

  async platform(): Promise<undefined> {
    return undefined;
  }

  async isPrepared(binary: ComponentBinary): Promise<boolean> {
    return this.images.has(binary);
  }

  async prepare(binary: ComponentBinary, context: OperationContext): Promise<Program> {
    return this.#call({ name: 'prepare', detail: binary.component, signal: context.signal }, () =>
      this.images.make(binary),
    );
  }

  async createNetwork(lab: string, context: OperationContext): Promise<void> {
    await this.#call({ name: 'createNetwork', detail: lab, signal: context.signal }, () => undefined);
  }

  async moment(): Promise<string> {
    return this.#processes.moment();
  }

  async start(
    spec: ServiceSpec,
    intent: StartIntent,
    context: OperationContext,
  ): Promise<ServiceObservation> {
    const call = { name: 'start', detail: `${spec.lab}/${spec.service}`, signal: context.signal };
    const started = this.#call(call, () => {
      const { lab, service, program, args } = spec;
      const already = this.#processes.find(intent);
      if (already !== undefined) return observation(intent, already);
      const behaviour = this.#options.behaviour?.(spec) ?? {};
      if (behaviour.cannotStart === true || !this.images.canStart(program.reference)) {
        throw new SealabError(
          'service-died',
          `${service} of lab ${lab} did not start: there is no ${program.reference}.`,
        );
      }
      for (const { target, content } of spec.files) this.#files.set(target, content);
      for (const volume of spec.volumes) {
        if (volume.name.startsWith('minio')) this.drives.create(lab, volume.name);
      }
      for (const line of behaviour.prints ?? []) this.print(lab, service, line);
      if (behaviour.diesAtOnce === true) return observation(intent, undefined);
      const ignoresTerm = behaviour.ignoresTerm ?? false;
      return observation(
        intent,
        this.#processes.spawn({ lab, service, reference: program.reference, args, ignoresTerm }),
      );
    });
    try {
      return await started;
    } catch (thrown) {
      if (isCancelled(thrown)) this.#processes.end(intent);
      throw thrown;
    }
  }

  async stop(intent: StartIntent, _graceMs: number, context: OperationContext): Promise<void> {
    await this.#call(
      { name: 'stop', detail: `${intent.lab}/${intent.service}`, signal: context.signal },
      () => this.#processes.end(intent),
    );
  }

  async observe(intents: readonly StartIntent[]): Promise<readonly ServiceObservation[]> {
    return this.#call({ name: 'observe', detail: '' }, () => this.#processes.observe(intents));
  }

  async logTail(lab: string, service: string, lines: number): Promise<readonly string[]> {
    return this.#logs.of(lab, service).tail(lines);
  }

  followLog(
    lab: string,
    service: string,
    options: { readonly tailLines: number; readonly signal: AbortSignal },
  ): AsyncIterable<string> {
    return this.#logs.of(lab, service).follow(options.tailLines, options.signal);
  }

  async signal(intent: StartIntent, signal: 'HUP' | 'TERM' | 'KILL'): Promise<void> {
    await this.#call({ name: 'signal', detail: `${intent.lab}/${intent.service} ${signal}` }, () => {
      const found = this.#processes.find(intent);
      if (found === undefined || signal === 'HUP') return;
      if (signal === 'KILL' || !found.ignoresTerm) this.killFromOutside(found.pid);
    });
  }

  async pause(intent: StartIntent): Promise<void> {
    await this.#alter('pause', intent, (found) => {
      found.state = 'paused';
    });
  }

  async resume(intent: StartIntent): Promise<void> {
    await this.#alter('resume', intent, (found) => {
      found.state = 'running';
    });
  }

  async disconnect(intent: StartIntent): Promise<void> {
    await this.#alter('disconnect', intent, (found) => {
      found.isConnected = false;
    });
  }

  async reconnect(intent: StartIntent): Promise<void> {
    await this.#alter('reconnect', intent, (found) => {
      found.isConnected = true;
    });
  }

  async exec(lab: string, command: FakeCommand, context: OperationContext): Promise<ExecResult> {
    const run = this.#options.exec ?? (() => ({ exitCode: 0, stdout: '', stderr: '' }));
    return this.#call(
      { name: 'exec', detail: `${lab}/${command.program.component}`, signal: context.signal },
      () => run(lab, command),
    );
  }

  async openTerminal(): Promise<never> {
    throw new SealabError('unsupported', 'The engine in memory has no terminals.');
  }

  async clearData(lab: string, service: string, signal?: AbortSignal): Promise<void> {
    const call = { name: 'clearData', detail: `${lab}/${service}` };
    await this.#call({ ...call, ...(signal === undefined ? {} : { signal }) }, () =>
      this.drives.empty(lab, service),
    );
  }

  async remove(lab: string, intents: readonly StartIntent[], context: OperationContext): Promise<void> {
    await this.#call({ name: 'remove', detail: lab, signal: context.signal }, () => {
      for (const intent of intents) this.#processes.end(intent);
      this.drives.removeAll(lab);
      for (const target of this.filesOf(lab).keys()) this.#files.delete(target);
      this.#logs.removeAll(lab);
    });
  }

  async #alter(name: string, intent: StartIntent, alter: (found: FakeProcess) => void): Promise<void> {
    await this.#call({ name, detail: `${intent.lab}/${intent.service}` }, () => {
      const found = this.#processes.find(intent);
      if (found === undefined) throw notRunning(intent);
      alter(found);
    });
  }

  async #call<T>(call: FakeCall, effect: () => T | Promise<T>): Promise<T> {
    const { name, detail, signal } = call;
    this.calls.push(`${name} ${detail}`.trim());
    await unlessAborted(this.#options.onCall?.(name, detail), signal);
    const result = await unlessAborted(effect(), signal);
    await unlessAborted(this.#options.afterCall?.(name, detail), signal);
    return result;
  }
}

function loopback(_lab: string, _service: string, port: ServicePort): Address {
  return { host: '127.0.0.1', port: port.hostPort };
}

function notRunning(intent: StartIntent): SealabError {
  return new SealabError('conflict', `${intent.service} of lab ${intent.lab} does not run.`, {
    fix: `Start it: sealab up ${intent.lab}`,
  });
}
