import { SealabError } from '#shared/errors.ts';
import type { LabPorts } from '../labs/lab-ports.ts';
import type { Machine } from '../ports/machine.ts';
import { FakeOutputFiles } from './fake-output-files.ts';
import { createFakePlaintextReader } from './fake-plaintext-reader.ts';
import { createFakeServices } from './fake-services.ts';
import { FakeWorld } from './fake-world.ts';

const GIBIBYTE = 1024 ** 3;

const MACHINE: Machine = {
  freeDiskBytes: async () => ({ home: 50 * GIBIBYTE, cache: 50 * GIBIBYTE }),
  memoryBytes: () => ({ total: 16 * GIBIBYTE, free: 8 * GIBIBYTE }),
  goVersion: async () => '1.24.4',
  portOwner: async () => undefined,
  platform: 'linux x64',
  isRoot: false,
};

export interface FakePortsOptions {
  readonly world?: FakeWorld;
  /** Files that ship with Sealab, by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly machine?: Partial<Machine>;
}

/** Everything a lab needs, in memory. Two calls with one world are two Sealabs on one machine, one after the other. */
export function makeFakePorts({ world = new FakeWorld(), files, machine = {} }: FakePortsOptions): LabPorts {
  return {
    clock: world.clock,
    crypto: world.crypto,
    store: world.store,
    leases: world.leases,
    components: world.components,
    resources: {
      read: async (path) => {
        const text = files[path];
        if (text === undefined) throw new SealabError('not-found', `Sealab’s own file ${path} is missing.`);
        return text;
      },
    },
    machine: { ...MACHINE, ...machine },
    clients: createFakeServices(world),
    engines: { [world.engine.kind]: world.engine },
    engineFinder: { candidates: async () => world.engineCandidates },
    engineImages: {
      list: async () => [],
      remove: async () => ({ removed: [], freedBytes: 0 }),
    },
    settings: world.settings,
    plaintext: createFakePlaintextReader(world.crypto),
    files: new FakeOutputFiles(),
  };
}
