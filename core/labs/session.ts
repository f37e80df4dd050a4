import { SealabError } from '#shared/errors.ts';
import { LabCertificates } from '../certificates/lab-certificates.ts';
import type { Engine, StartIntent } from '../ports/engine.ts';
import type { LabFolder } from '../ports/lab-store.ts';
import type { LabClients, ServiceCredentials, ServiceEndpoints } from '../ports/services.ts';
import type { ComposeFile, ComposeService } from './compose-file.ts';
import type { ResolvedDefinition } from './definition.ts';
import { engineOf } from './engines.ts';
import type { Variables } from './interpolate.ts';
import type { LabPorts } from './lab-ports.ts';
import type { LabSecrets } from './secrets-file.ts';
import { addressVariables, type HeldPorts, portsOf } from './variables.ts';

/** One lab while something is done with it: what it is, what is known of it, and how to reach it. */
export class LabSession {
  readonly ports: LabPorts;
  readonly definition: ResolvedDefinition;
  readonly compose: ComposeFile;
  readonly folder: LabFolder;
  readonly engine: Engine;
  readonly certificates: LabCertificates;
  held: HeldPorts;
  secrets: LabSecrets | undefined;
  /** The newest start of each service. */
  readonly starts: Map<string, StartIntent>;
  /** Set when a usual port was lost to another program while the lab started. */
  avoidsUsualPorts = false;

  constructor(
    ports: LabPorts,
    definition: ResolvedDefinition,
    known: {
      readonly compose: ComposeFile;
      readonly held: HeldPorts;
      readonly secrets: LabSecrets | undefined;
      readonly starts: ReadonlyMap<string, StartIntent>;
    },
  ) {
    this.ports = ports;
    this.definition = definition;
    this.compose = known.compose;
    this.folder = ports.store.folder(definition.name);
    this.engine = engineOf(ports, definition.engine);
    this.certificates = new LabCertificates(definition.name, this.folder, ports);
    this.held = known.held;
    this.secrets = known.secrets;
    this.starts = new Map(known.starts);
  }

  get lab(): string {
    return this.definition.name;
  }

  service(name: string): ComposeService {
    const service = this.compose.services.find((known) => known.name === name);
    if (service === undefined)
      throw new SealabError('not-found', `Lab ${this.lab} has no service “${name}”.`);
    return service;
  }

  get nodes(): readonly ComposeService[] {
    return this.compose.services.filter((service) => service.component === 'minio');
  }

  variables(): Variables {
    return addressVariables(this.lab, this.compose, this);
  }

  /** `https://127.0.0.1:9000` for a service, as a program on this machine reaches it. */
  urlOf(service: string): string {
    const address = this.addressOf(service);
    return `https://${address.host}:${address.port}`;
  }

  addressOf(service: string): { readonly host: string; readonly port: number } {
    const api = portsOf(this.service(service), this.held).find((port) => port.name === 'api');
    if (api === undefined) throw new SealabError('internal', `Service ${service} has no api port.`);
    return this.engine.addressOf(this.lab, service, api);
  }

  async endpoints(): Promise<ServiceEndpoints> {
    return {
      caPem: await this.certificates.pem('ca.crt'),
      vaultUrl: this.urlOf('vault'),
      kesUrl: this.urlOf('kes'),
      minioUrls: Object.fromEntries(this.nodes.map((node) => [node.name, this.urlOf(node.name)])),
    };
  }

  async credentials(): Promise<ServiceCredentials> {
    const secrets = this.requireSecrets();
    return {
      kesClient: {
        certificatePem: await this.certificates.pem('sealab-client.crt'),
        keyPem: await this.certificates.secretPem('sealab-client.key'),
      },
      rootUser: secrets.rootUser,
      rootPassword: secrets.rootPassword,
    };
  }

  /** Clients for every service; the caller disposes of them. */
  async connect(): Promise<LabClients> {
    return this.ports.clients.connect(await this.endpoints(), await this.credentials());
  }

  requireSecrets(): LabSecrets {
    if (this.secrets === undefined) {
      throw new SealabError('damaged-file', `Lab ${this.lab} has no secrets.json.`, {
        fix: 'Put a copy of the file back, or remove the lab with `sealab rm NAME`.',
      });
    }
    return this.secrets;
  }
}
