import type Dockerode from 'dockerode';
import type { Engine } from '#core/ports/engine.ts';
import { containerLogTail, followContainerLog } from './container-logs.ts';
import { CLOSED, DATA, environmentOf, FILES } from './container-options.ts';
import { setConnected, setPaused, signalContainer, stopContainer } from './control.ts';
import { createDockerDrives } from './docker-drives.ts';
import { createDockerWorld } from './docker-world.ts';
import { USER } from './image-archive.ts';
import { createImages } from './images.ts';
import { createNames, isContainerIntent, LABEL } from './names.ts';
import { ensureNetwork, findNetwork, listVolumes } from './objects.ts';
import { observeIntents } from './observe.ts';
import { removeLab } from './remove-lab.ts';
import { runContainer } from './run-container.ts';
import { startService } from './start-service.ts';
import { openTerminal } from './terminal.ts';
import { Toolbox } from './toolbox.ts';
import type { ToolboxBinary } from './toolbox-container.ts';

export interface DockerEngineOptions {
  /** Gives the engine, or throws `no-engine`. */
  readonly connect: (signal?: AbortSignal) => Promise<Dockerode>;
  /** 8 hex digits of the home folder: two Sealabs with different homes share one Docker without touching each other. */
  readonly homeId: string;
  readonly toolbox: ToolboxBinary;
  /** How long a toolbox stays that nobody uses; half a minute if it is not given. */
  readonly toolboxIdleMs?: number;
}

/** Runs labs as containers: one network per lab, a volume for each drive and for the files of each service. */
export function createDockerEngine(options: DockerEngineOptions): Engine {
  const { connect, homeId, toolbox: binary, toolboxIdleMs } = options;
  const names = createNames(homeId);
  const world = createDockerWorld({ connect, names });
  const images = createImages(world);
  const toolbox = new Toolbox({ world, images, binary, idleMs: toolboxIdleMs });
  return {
    kind: 'docker',
    needs: ['toolbox'],
    platform: images.platform,
    isPrepared: images.isPrepared,
    prepare: images.prepare,
    drives: createDockerDrives(toolbox),
    places: () => ({ files: FILES, data: DATA }),
    addressOf: (_lab, _service, port) => ({ host: '127.0.0.1', port: port.hostPort }),
    peerAddressOf: (_lab, service, port) => ({ host: service, port: port.containerPort }),
    // Every interface of the container's own namespace; published are only ports on 127.0.0.1.
    listenAddressOf: (_lab, _service, port) => ({ host: '0.0.0.0', port: port.containerPort }),
    variablesFor: () => ({}),
    async createNetwork(lab) {
      await ensureNetwork(world, lab);
    },
    // Labels say whose a container is; the moment is for whoever reads the journal.
    moment: async () => new Date().toISOString(),
    start: async (spec, intent, context) => await startService(world, { spec, intent }, context),
    async stop(intent, graceMs, { signal }) {
      if (!isContainerIntent(intent)) return;
      await stopContainer(world, intent, { ms: graceMs, signal });
      await toolbox.removeIfIdle(intent.lab);
    },
    observe: async (intents) => await observeIntents(world, intents),
    logTail: async (lab, service, lines) => await containerLogTail(world, { lab, service }, lines),
    followLog: (lab, service, options) => followContainerLog(world, { lab, service }, options),
    signal: async (intent, signal) => await signalContainer(world, intent, signal),
    pause: async (intent) => await setPaused(world, intent, true),
    resume: async (intent) => await setPaused(world, intent, false),
    disconnect: async (intent) => await setConnected(world, intent, false),
    reconnect: async (intent) => await setConnected(world, intent, true),
    async exec(lab, { program, args, environment, stdin }, { signal }) {
      const networkId = (await findNetwork(world, lab)) ?? 'none';
      const container = {
        Image: program.reference,
        Cmd: [...args],
        Env: environmentOf(environment),
        User: `${USER}:${USER}`,
        Labels: names.labels(lab, { [LABEL.role]: 'tool' }),
        HostConfig: { ...CLOSED, NetworkMode: networkId },
      };
      const what = `run ${program.component} on the network of lab ${lab}`;
      return await runContainer(
        world,
        { what, options: container, ...(stdin === undefined ? {} : { stdin }) },
        signal,
      );
    },
    openTerminal: async (lab, command, context) =>
      await openTerminal({ world, toolbox }, { lab, ...command }, context),
    async clearData(lab, service, signal = new AbortController().signal) {
      const volumes = await listVolumes(world, lab, { [LABEL.service]: service, [LABEL.role]: 'data' });
      for (const { Name } of volumes) await toolbox.empty(lab, Name, signal);
    },
    remove: async (lab, intents, context) => await removeLab(world, { lab, intents }, context),
  };
}
