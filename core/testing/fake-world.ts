import type { EngineCandidate } from '#shared/contract/engines.ts';
import type { ServiceSpec } from '../ports/engine.ts';
import type { FakeBehaviour } from './fake-behaviour.ts';
import { FakeCalls } from './fake-calls.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeComponents } from './fake-components.ts';
import { createFakeCrypto } from './fake-crypto.ts';
import { FakeEngine } from './fake-engine.ts';
import { FakeLabStore } from './fake-lab-store.ts';
import { emptyMinio, type FakeMinioState } from './fake-minio-state.ts';
import { FakePortLeases } from './fake-port-leases.ts';
import { createFakeSettings } from './fake-settings.ts';
import { emptyVault, type FakeVaultState } from './fake-vault-state.ts';

/** A candidate as a look finds it where Docker answers. */
export const WORKING_DOCKER: EngineCandidate = {
  id: '/var/run/docker.sock',
  engine: 'docker',
  title: 'Docker',
  source: '/var/run/docker.sock',
  address: '/var/run/docker.sock',
  state: 'works',
  isTaken: true,
  version: '27.1.0',
  apiVersion: '1.46',
  platform: 'linux/amd64',
  reason: 'Docker 27.1.0 answers.',
};

/** The candidate that is always there. */
export const THIS_MACHINE: EngineCandidate = {
  id: 'process',
  engine: 'process',
  title: 'Processes of this machine',
  source: 'this machine',
  state: 'works',
  isTaken: true,
  reason: 'Always there.',
};

/** What can be wrong with MinIO in this world while everything seems to work. */
export interface FakeFaults {
  /** Writes as if no bucket had a default encryption. */
  encryptionOff?: boolean;
  /** Encrypts, and does not say so. */
  headerMissing?: boolean;
  /** Length of the sealed key in xl.meta; 64 is right. */
  sealedKeyBytes?: number;
  /** Leaves a copy of what was written in clear on the first drive, among its temporary files. */
  plaintextLeak?: boolean;
  /** Stores unencrypted objects in a form in which nobody finds their text. */
  plainIsScrambled?: boolean;
  /** Gives other bytes back than were written. */
  readsDiffer?: boolean;
}

/** One start of one service; gone with its process. */
export interface FakeService {
  readonly spec: ServiceSpec;
  /** Of Vault: the shares given since the start, and whether they were enough. */
  readonly shares: Set<string>;
  isSealed: boolean;
}

/**
 * What outlives Sealab: labs on disk, processes, what the services keep, ports, programs, time. Sealab itself is
 * only the ports that `fakePorts` makes on top of it; they may be thrown away and made anew.
 */
export class FakeWorld {
  readonly clock = new FakeClock();
  readonly calls = new FakeCalls(this.clock);
  readonly crypto = createFakeCrypto();
  readonly components = new FakeComponents(this.calls);
  readonly leases = new FakePortLeases(this.calls);
  readonly store = new FakeLabStore({
    onCall: async (name, detail) => await this.calls.see(`store.${name}`, detail, 'before'),
  });
  readonly settings = createFakeSettings();
  /** What a look for engines finds. */
  engineCandidates: readonly EngineCandidate[] = [THIS_MACHINE];
  readonly engine: FakeEngine;
  readonly faults: FakeFaults = {};
  /** How services behave at their start. */
  behaviour: (spec: ServiceSpec) => FakeBehaviour = () => ({});
  readonly #started = new Map<string, FakeService>();
  readonly #vaults = new Map<string, FakeVaultState>();
  readonly #minios = new Map<string, FakeMinioState>();

  constructor(engine: 'process' | 'docker' = 'process') {
    if (engine === 'docker') this.engineCandidates = [WORKING_DOCKER, THIS_MACHINE];
    this.engine = new FakeEngine({
      kind: engine,
      onCall: async (name, detail) => await this.calls.see(`engine.${name}`, detail, 'before'),
      afterCall: async (name, detail) => {
        this.#forgetRemoved(name, detail);
        await this.calls.see(`engine.${name}`, detail, 'after');
      },
      behaviour: (spec) => {
        this.#started.set(`${spec.lab}/${spec.service}`, { spec, shares: new Set(), isSealed: true });
        return this.behaviour(spec);
      },
    });
  }

  /** Sealab dies: what it held in memory and its locks are gone, everything else stays. */
  sealabDied(): void {
    this.calls.hook = () => undefined;
    this.store.ownerDied();
  }

  /** The machine restarts: Sealab and every service are gone, files stay. */
  machineRestarted(): void {
    this.sealabDied();
    for (const service of this.#started.keys()) this.killService(service);
  }

  /** Ends a service, named `<lab>/<service>`, as if it had crashed. */
  killService(name: string): void {
    this.#started.delete(name);
    this.engine.killFromOutside(name);
  }

  /** The running service that listens on a port, if any. */
  listenerOn(port: number): FakeService | undefined {
    return this.running().find(({ spec }) =>
      spec.ports.some((known) => known.name === 'api' && known.hostPort === port),
    );
  }

  running(lab?: string): readonly FakeService[] {
    const names = new Set(this.engine.running());
    return [...this.#started]
      .filter(([name, { spec }]) => names.has(name) && (lab === undefined || spec.lab === lab))
      .map(([, service]) => service);
  }

  vaultOf(lab: string): FakeVaultState {
    return remembered(this.#vaults, lab, emptyVault);
  }

  minioOf(lab: string): FakeMinioState {
    return remembered(this.#minios, lab, emptyMinio);
  }

  /** Whether anything of a lab is left anywhere. */
  async tracesOf(lab: string): Promise<readonly string[]> {
    return [
      ...this.engine.running().filter((name) => name.startsWith(`${lab}/`)),
      ...this.engine.filesOf(lab).keys(),
      ...(await this.engine.drives.list(lab)).map((drive) => `drive ${drive}`),
      ...(this.leases.labs().includes(lab) ? ['a lease'] : []),
      ...(this.leases.reserved().includes(lab) ? ['a reserved port'] : []),
      ...((await this.store.folder(lab).exists()) ? ['the folder'] : []),
      ...((await this.store.lockOwner(lab)) === undefined ? [] : ['a lock']),
    ];
  }

  #forgetRemoved(name: string, detail: string): void {
    if (name === 'clearData' && detail.endsWith('/vault'))
      this.#vaults.delete(detail.slice(0, -'/vault'.length));
    if (name !== 'remove') return;
    this.#vaults.delete(detail);
    this.#minios.delete(detail);
  }
}

function remembered<T>(all: Map<string, T>, key: string, make: () => T): T {
  const value = all.get(key) ?? make();
  all.set(key, value);
  return value;
}
