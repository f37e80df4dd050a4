import { existsSync } from 'node:fs';
import { access, constants, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Address, Engine, ServiceObservation, ServicePort, StartIntent } from '#core/ports/engine.ts';
import { cancelledError, SealabError } from '#shared/errors.ts';
import { fileError } from '../../system/file-errors.ts';
import { namesIn } from '../../system/private-files.ts';
import { drivePath, ensureDrivePath, removeDrivePath } from './drive-path.ts';
import { changeState, endProcess, signalProcess } from './end-process.ts';
import { followLog } from './follow-log.ts';
import { createLabPlaces } from './lab-places.ts';
import { rotateLog } from './log-file.ts';
import { newestLines } from './log-tail.ts';
import { createProcessTable } from './platform-processes.ts';
import { createProcessDrives } from './process-drives.ts';
import type { OwnedProcess } from './process-table.ts';
import { runTool } from './run-tool.ts';
import { spawnService, writeServiceFiles } from './spawn-service.ts';

const REMOVE_GRACE_MS = 5_000;

export interface ProcessEngineOptions {
  /** Holds one folder for each lab; the engine keeps `services`, `data` and `logs` in it. */
  readonly labsFolder: string;
}

function loopback(_lab: string, _service: string, port: ServicePort): Address {
  return { host: '127.0.0.1', port: port.hostPort };
}

function observation(intent: StartIntent, found: OwnedProcess | undefined): ServiceObservation {
  const { service, id: intentId } = intent;
  if (found === undefined) return { service, state: 'stopped', intentId };
  const { pid, state, startedAt, memoryBytes, cpuMs } = found;
  const seen = { service, state, intentId, pid, startedAt, memoryBytes };
  return cpuMs === undefined ? seen : { ...seen, cpuMs };
}

async function noNetwork(): Promise<never> {
  throw new SealabError('unsupported', 'Processes of one machine share its network: none can be cut off.', {
    fix: 'Pause the service, or use a lab on Docker.',
  });
}

async function noTerminal(): Promise<never> {
  throw new SealabError('unsupported', 'Labs on processes of this machine have no terminals yet.', {
    fix: 'Open a terminal of your system and load the lab into it: eval "$(sealab env NAME)". Or use a lab on Docker.',
  });
}

/** Runs labs as detached child processes of this machine. Throws `unsupported` on Windows. */
export function createProcessEngine({ labsFolder }: ProcessEngineOptions): Engine {
  const places = createLabPlaces(labsFolder);
  const table = createProcessTable();
  /** MinIO refuses a distributed set on loopback where this file exists, unless it is told its own address. */
  const isInContainer = existsSync('/.dockerenv');

  async function processesOf(intent: StartIntent): Promise<readonly OwnedProcess[]> {
    return (await table.owned([intent])).get(intent.id) ?? [];
  }

  async function endAll(
    intent: StartIntent,
    grace: { readonly ms: number; readonly signal: AbortSignal },
  ): Promise<void> {
    for (const found of await processesOf(intent)) await endProcess(table, found, grace);
  }

  async function setState(intent: StartIntent, state: OwnedProcess['state']): Promise<void> {
    const [found] = await processesOf(intent);
    if (found !== undefined && (await changeState(table, found, state))) return;
    throw new SealabError('conflict', `${intent.service} of lab ${intent.lab} does not run.`, {
      fix: `Start it: sealab up ${intent.lab}`,
    });
  }

  return {
    kind: 'process',
    needs: [],
    platform: async () => undefined,
    isPrepared: async () => true,
    drives: createProcessDrives(places),
    places: (lab, service) => places.of(lab, service),
    addressOf: loopback,
    peerAddressOf: loopback,
    listenAddressOf: loopback,
    variablesFor(lab, service, port) {
      if (!service.startsWith('minio')) return {};
      return {
        SHARED_DISK: '1',
        SERVER_LOCAL: isInContainer ? `127.0.0.1:${port.hostPort}` : '',
        DRIVE: drivePath(places.folder(lab), places.of(lab, service).data),
      };
    },
    async prepare(binary) {
      await access(binary.path, constants.X_OK).catch((thrown: unknown) => {
        throw fileError(thrown, 'run', binary.path);
      });
      return { component: binary.component, version: binary.version, reference: binary.path };
    },
    createNetwork: async () => undefined,
    moment: () => table.moment(),
    async start(spec, intent, context) {
      if (context.signal.aborted) throw cancelledError(context.signal.reason);
      const [already] = await processesOf(intent);
      if (already !== undefined) return observation(intent, already);
      await writeServiceFiles(places, spec);
      await ensureDrivePath(places.folder(spec.lab));
      if (context.signal.aborted) throw cancelledError(context.signal.reason);
      const started = await table.byPid(await spawnService(places, spec));
      if (context.signal.aborted) {
        if (started !== undefined) await endProcess(table, started, { ms: 0 });
        throw cancelledError(context.signal.reason);
      }
      return observation(intent, started);
    },
    stop: (intent, graceMs, { signal }) => endAll(intent, { ms: graceMs, signal }),
    async observe(intents) {
      const owned = await table.current(intents);
      for (const { id, lab, service } of intents) {
        // A log that cannot be rotated is no reason not to say what runs; the next look tries again.
        if (owned.has(id)) await rotateLog(places.logFile(lab, service)).catch(() => false);
      }
      return intents.map((intent) => observation(intent, owned.get(intent.id)?.[0]));
    },
    logTail: (lab, service, lines) => newestLines(places.logFile(lab, service), lines),
    followLog: (lab, service, options) => followLog(places.logFile(lab, service), options),
    async signal(intent, signal) {
      const [found] = await processesOf(intent);
      if (found !== undefined) await signalProcess(table, found, `SIG${signal}`);
    },
    pause: (intent) => setState(intent, 'paused'),
    resume: (intent) => setState(intent, 'running'),
    disconnect: async () => await noNetwork(),
    reconnect: async () => await noNetwork(),
    exec: (lab, command, context) => runTool({ places, lab }, command, context),
    openTerminal: async () => await noTerminal(),
    async clearData(lab, service, signal) {
      const folder = places.of(lab, service).data;
      try {
        for (const name of await namesIn(folder)) {
          if (signal?.aborted === true) throw cancelledError(signal.reason);
          await rm(join(folder, name), { recursive: true, force: true });
        }
      } catch (thrown) {
        throw fileError(thrown, 'empty', folder);
      }
    },
    async remove(lab, intents, context) {
      await Promise.all(
        intents.map((intent) => endAll(intent, { ms: REMOVE_GRACE_MS, signal: context.signal })),
      );
      await removeDrivePath(places.folder(lab));
      for (const folder of [places.servicesFolder(lab), places.dataFolder(lab), places.logsFolder(lab)]) {
        if (context.signal.aborted) throw cancelledError(context.signal.reason);
        await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 }).catch(
          (thrown: unknown) => {
            throw fileError(thrown, 'remove', folder);
          },
        );
      }
    },
  };
}
