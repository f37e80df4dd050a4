import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createHandlers } from '#core/handlers/handlers.ts';
import type { LabPorts } from '#core/labs/lab-ports.ts';
import { OperationLog } from '#core/operations.ts';
import { Client } from '#shared/protocol/client.ts';
import type { Handlers } from '#shared/protocol/handlers.ts';
import { memoryCarrierPair } from '#shared/protocol/memory-carrier.ts';
import { serve } from '#shared/protocol/serve.ts';
import { createServiceClients } from './clients/service-clients.ts';
import { createComponents } from './components/components.ts';
import { createDockerRegistry } from './components/docker-registry.ts';
import { registryMirror } from './components/registry-mirror.ts';
import { createEngineFinder } from './engines/docker/candidates.ts';
import { createDockerConnection } from './engines/docker/connect.ts';
import { createDockerEngine } from './engines/docker/docker-engine.ts';
import { createEngineImages } from './engines/docker/engine-images.ts';
import { createProcessEngine } from './engines/process/process-engine.ts';
import { createPlaintextReader } from './inspector/plaintext/plaintext-reader.ts';
import { ownCommand } from './start/own-command.ts';
import { createClock } from './system/clock.ts';
import { createCrypto } from './system/crypto.ts';
import { cacheFolder, homeFolder } from './system/folders.ts';
import { createImagePins } from './system/image-pins.ts';
import { createLabStore } from './system/lab-store.ts';
import { createMachine } from './system/machine.ts';
import { createOutputFiles } from './system/output-files.ts';
import { createPortLeases } from './system/port-leases.ts';
import { createResources, installation } from './system/resources.ts';
import { createSettingsStore } from './system/settings-store.ts';
import { systemCaPem } from './system/system-certificates.ts';

/** A whole Sealab without a shell. */
export interface Sealab {
  readonly ports: LabPorts;
  readonly handlers: Handlers;
  readonly operations: OperationLog;
  readonly installationFolder: string;
  readonly version: string;
  /** A client of its own, over memory: what a shell in this process uses. */
  readonly client: Client;
}

/** For the lab's terminal: `sealab` of this clone before what the user has; installed, it is on the path already. */
function searchPath(installationFolder: string): string {
  const own = join(installationFolder, 'scripts', 'bin');
  return [...(existsSync(own) ? [own] : []), process.env['PATH'] ?? ''].join(delimiter);
}

/** The one place where adapters meet the core. */
export async function assemble(): Promise<Sealab> {
  const { folder, version } = installation();
  const home = homeFolder();
  const cache = cacheFolder();
  const clock = createClock();
  const engineFinder = createEngineFinder({
    environment: process.env,
    homeFolder: homedir(),
    platform: process.platform,
    userId: process.getuid?.(),
  });
  const connectDocker = createDockerConnection({ finder: engineFinder });
  const settings = createSettingsStore(home);
  const components = await createComponents({
    cacheFolder: cache,
    resourcesFolder: join(folder, 'resources'),
    environment: process.env,
    registry: createDockerRegistry({
      connect: connectDocker,
      pins: createImagePins(home),
      mirror: () => registryMirror(settings, process.env),
    }),
  });
  const ports: LabPorts = {
    clock,
    crypto: createCrypto(),
    store: createLabStore(home),
    leases: createPortLeases(home),
    components,
    resources: createResources(folder),
    machine: createMachine({ home, cache }),
    clients: createServiceClients(),
    settings,
    plaintext: createPlaintextReader(),
    files: createOutputFiles(),
    engineFinder,
    engineImages: createEngineImages({ connect: connectDocker }),
    engines: {
      process: createProcessEngine({ labsFolder: join(home, 'labs') }),
      docker: createDockerEngine({
        connect: connectDocker,
        homeId: createHash('sha256').update(home).digest('hex').slice(0, 8),
        toolbox: async (target, context) => {
          const ref = { component: 'toolbox' as const, version: components.defaultVersion('toolbox') };
          return await components.ensure(target === undefined ? ref : { ...ref, target }, context);
        },
      }),
    },
  };
  const operations = new OperationLog(clock);
  const handlers = createHandlers(ports, operations, {
    version,
    homeFolder: home,
    cacheFolder: cache,
    platform: `${process.platform} ${process.arch}`,
    pid: process.pid,
    path: searchPath(folder),
    command: ownCommand(),
    systemCaPem,
  });
  const carriers = memoryCarrierPair();
  serve(carriers.server, handlers);
  return {
    ports,
    handlers,
    operations,
    installationFolder: folder,
    version,
    client: new Client(carriers.client),
  };
}
