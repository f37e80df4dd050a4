import type { EngineKind } from '#shared/contract/labs.ts';
import type { Clock } from '../ports/clock.ts';
import type { Components } from '../ports/components.ts';
import type { Crypto } from '../ports/crypto.ts';
import type { Engine } from '../ports/engine.ts';
import type { EngineFinder } from '../ports/engine-finder.ts';
import type { EngineImages } from '../ports/engine-images.ts';
import type { LabStore } from '../ports/lab-store.ts';
import type { Machine } from '../ports/machine.ts';
import type { OutputFiles } from '../ports/output-files.ts';
import type { PlaintextReader } from '../ports/plaintext-reader.ts';
import type { PortLeases } from '../ports/port-leases.ts';
import type { Resources } from '../ports/resources.ts';
import type { ServiceClients } from '../ports/services.ts';
import type { SettingsStore } from '../ports/settings-store.ts';

/** Everything of the outside world that a lab needs. `electron/assemble.ts` makes the only real one. */
export interface LabPorts {
  readonly clock: Clock;
  readonly crypto: Crypto;
  readonly store: LabStore;
  readonly leases: PortLeases;
  readonly components: Components;
  readonly resources: Resources;
  readonly machine: Machine;
  readonly clients: ServiceClients;
  readonly engines: Readonly<Partial<Record<EngineKind, Engine>>>;
  readonly engineFinder: EngineFinder;
  readonly engineImages: EngineImages;
  readonly settings: SettingsStore;
  readonly plaintext: PlaintextReader;
  readonly files: OutputFiles;
}
