import type { ComponentName } from '#shared/contract/components.ts';
import type { EngineKind } from '#shared/contract/labs.ts';
import type { ComponentBinary, Platform } from './components.ts';
import type { OperationContext } from './operation-context.ts';

/** Something the engine can start: a binary path for processes, an image for containers. */
export interface Program {
  readonly component: string;
  readonly version: string;
  /** What is run: an absolute path or an image reference. */
  readonly reference: string;
}

export interface ServiceFile {
  /** Absolute path in the service's own world. */
  readonly target: string;
  readonly content: string;
}

export interface ServicePort {
  /** `api`, `cluster` or `console`. */
  readonly name: string;
  /** The port on 127.0.0.1 of the engine's host. */
  readonly hostPort: number;
  /** The port inside a container; processes listen on `hostPort` itself. */
  readonly containerPort: number;
}

/** Everything needed to start one service, resolved: no variables are left in it. */
export interface ServiceSpec {
  readonly lab: string;
  readonly service: string;
  readonly program: Program;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly files: readonly ServiceFile[];
  /** Folders that live as long as the lab. `name` is unique within the lab. */
  readonly volumes: readonly { readonly name: string; readonly target: string }[];
  readonly ports: readonly ServicePort[];
  readonly aliases: readonly string[];
}

/** What was written into the journal before a start; proof that a running thing is ours. */
export interface StartIntent {
  readonly id: string;
  readonly lab: string;
  readonly service: string;
  readonly reference: string;
  readonly args: readonly string[];
  /** From `Engine.moment()`, taken before the start. */
  readonly moment: string;
}

export interface ServiceObservation {
  readonly service: string;
  readonly state: 'running' | 'paused' | 'stopped';
  readonly intentId: string;
  readonly pid?: number;
  readonly startedAt?: string;
  readonly memoryBytes?: number;
  /** Time that processors have worked for it since it started, in ms; absent where the system does not tell cheaply. */
  readonly cpuMs?: number;
}

/** Where a service finds its things, in its own world. */
export interface ServicePlaces {
  /** Folder for its configuration and certificates. */
  readonly files: string;
  /** Folder for its data (one drive, for MinIO). */
  readonly data: string;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface DriveFile {
  /** Path inside the drive, with `/`. */
  readonly path: string;
  readonly sizeBytes: number;
}

/** Where to look or work on a drive. An aborted signal ends it with `cancelled`. */
export interface DrivePlace {
  readonly path: string;
  readonly signal?: AbortSignal;
}

/** The drives of a lab: the volumes that hold MinIO's data, named by service. */
export interface Drives {
  list(lab: string): Promise<readonly string[]>;
  /** Files below a folder of the drive, recursively; empty where there is none. */
  files(lab: string, drive: string, under: string | DrivePlace): Promise<readonly DriveFile[]>;
  /** The bytes of a file in order, in chunks. Throws `not-found`. */
  read(
    lab: string,
    drive: string,
    range: DrivePlace & { readonly offset?: number; readonly length?: number },
  ): AsyncIterable<Uint8Array>;
  write(lab: string, drive: string, file: DrivePlace & { readonly content: Uint8Array }): Promise<void>;
  /** Removes a file or folder of the drive; `''` empties the drive. */
  remove(lab: string, drive: string, path: string | DrivePlace): Promise<void>;
}

export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

export interface TerminalCommand {
  readonly program: Program;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly size: TerminalSize;
}

/** A program in a terminal. Disposing ends the program, and leaves nothing of it. */
export interface Terminal extends AsyncDisposable {
  /** What the program writes, to be read once; a reader that is slow makes it wait. Ends with the program. */
  readonly output: AsyncIterable<Uint8Array>;
  /** Resolves when the program's end of the line has taken the bytes; after the end of the program they are lost. */
  write(input: Uint8Array): Promise<void>;
  resize(size: TerminalSize): Promise<void>;
  /** The exit code, 128 + the number of the signal where one ended it. Resolves when the output was read to its end. */
  readonly exited: Promise<number>;
}

/** Runs the services of labs. One contract suite (`electron/engines/engine-contract.ts`) holds for all adapters. */
export interface Engine {
  readonly kind: EngineKind;
  readonly drives: Drives;
  /** Where `service` of `lab` will find its files and data. Pure. */
  places(lab: string, service: string): ServicePlaces;
  /** How a program on this machine reaches a port of a service. Pure: `hostPort` is the leased one. */
  addressOf(lab: string, service: string, port: ServicePort): Address;
  /** How another service of the lab reaches it. Pure. */
  peerAddressOf(lab: string, service: string, port: ServicePort): Address;
  /** The address that a service binds to. Pure. */
  listenAddressOf(lab: string, service: string, port: ServicePort): Address;
  /** Variables that only this engine needs in the compose file, such as MINIO_CI_CD for drives on one disk. Pure. */
  variablesFor(lab: string, service: string, port: ServicePort): Readonly<Record<string, string>>;
  /** Components that the engine needs beside those of a lab's services. */
  readonly needs: readonly ComponentName[];
  /** What binaries must be compiled for; undefined for this machine. Throws `no-engine`. */
  platform(): Promise<Platform | undefined>;
  /** Whether `prepare` would have nothing to do. */
  isPrepared(binary: ComponentBinary): Promise<boolean>;
  /** Makes a binary ready to be started: an image for containers. Doing it again is cheap. */
  prepare(binary: ComponentBinary, context: OperationContext): Promise<Program>;
  /** What the services of a lab reach each other through. Doing it again is fine. */
  createNetwork(lab: string, context: OperationContext): Promise<void>;
  /** A point in time in the engine's own counting, for StartIntent. Opaque; compared by the engine only. */
  moment(): Promise<string>;
  /** Writes the files and starts the service; resolves when it was started, not when it is ready. */
  start(spec: ServiceSpec, intent: StartIntent, context: OperationContext): Promise<ServiceObservation>;
  /** Asks it to end, and ends it after `graceMs`. Not running is fine. */
  stop(intent: StartIntent, graceMs: number, context: OperationContext): Promise<void>;
  /** Which of the intents run now. An intent that does not run is `stopped`. */
  observe(intents: readonly StartIntent[]): Promise<readonly ServiceObservation[]>;
  /** The newest lines of the service's log, oldest first. */
  logTail(lab: string, service: string, lines: number): Promise<readonly string[]>;
  /** The last `tailLines` lines and then every new one, until the signal aborts. */
  followLog(
    lab: string,
    service: string,
    options: { readonly tailLines: number; readonly signal: AbortSignal },
  ): AsyncIterable<string>;
  signal(intent: StartIntent, signal: 'HUP' | 'TERM' | 'KILL'): Promise<void>;
  pause(intent: StartIntent): Promise<void>;
  resume(intent: StartIntent): Promise<void>;
  /** Cuts a running service off the lab's network, and back on. Throws `unsupported` where there is none. */
  disconnect(intent: StartIntent): Promise<void>;
  reconnect(intent: StartIntent): Promise<void>;
  /** Runs a program of the lab's tools with the lab's environment; never through a shell. */
  exec(
    lab: string,
    command: {
      readonly program: Program;
      readonly args: readonly string[];
      readonly environment: Readonly<Record<string, string>>;
      readonly stdin?: string;
    },
    context: OperationContext,
  ): Promise<ExecResult>;
  /**
   * Runs a program of the lab's tools in a terminal of its own, with the lab's environment and on its network. The
   * program ends with the terminal. Throws `unsupported` where the engine has no terminals.
   */
  openTerminal(lab: string, command: TerminalCommand, context: OperationContext): Promise<Terminal>;
  /** Empties the data of a service that does not run. */
  clearData(lab: string, service: string, signal?: AbortSignal): Promise<void>;
  /** Removes everything of the lab that the engine made: containers, networks, drives, files. Can be run again. */
  remove(lab: string, intents: readonly StartIntent[], context: OperationContext): Promise<void>;
}
