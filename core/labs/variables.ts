import type { Engine, ServicePort } from '../ports/engine.ts';
import type { ComposeFile, ComposeService } from './compose-file.ts';
import type { Variables } from './interpolate.ts';

export type HeldPorts = Readonly<Record<string, number>>;

export function leaseId(service: string, port: string): string {
  return `${service}-${port}`;
}

/** The ports of a service with their leased host ports; the container's own port where nothing is leased yet. */
export function portsOf(service: ComposeService, held: HeldPorts): readonly ServicePort[] {
  return Object.entries(service.ports).map(([name, port]) => ({
    name,
    hostPort: held[leaseId(service.name, name)] ?? port.preferred,
    containerPort: port.container,
  }));
}

/**
 * The addresses and places that the compose file and its templates name: `MINIO1_LISTEN`, `KES_PEER`, `VAULT_DATA`,
 * `VAULT_CLUSTER_PORT`, `MINIO_FILES`, … as the engine of the lab sees them.
 */
export function addressVariables(
  lab: string,
  compose: ComposeFile,
  { engine, held }: { readonly engine: Engine; readonly held: HeldPorts },
): Variables {
  const variables: Record<string, string> = { LAB_NAME: `sealab-${lab}` };
  for (const service of compose.services) {
    const name = service.name.toUpperCase();
    variables[`${service.component.toUpperCase()}_FILES`] = engine.places(lab, service.component).files;
    variables[`${name}_DATA`] = engine.places(lab, service.name).data;
    for (const port of portsOf(service, held)) {
      const prefix = port.name === 'api' ? name : `${name}_${port.name.toUpperCase()}`;
      const listen = engine.listenAddressOf(lab, service.name, port);
      const peer = engine.peerAddressOf(lab, service.name, port);
      variables[`${prefix}_LISTEN`] = `${listen.host}:${listen.port}`;
      variables[`${prefix}_PEER`] = `${peer.host}:${peer.port}`;
      variables[`${prefix}_PORT`] = String(port.hostPort);
      if (port.name === 'api') {
        const { SERVER_LOCAL, DRIVE, ...shared } = engine.variablesFor(lab, service.name, port);
        Object.assign(variables, shared);
        variables[`${name}_DRIVE`] = DRIVE ?? engine.places(lab, service.name).data;
        if (SERVER_LOCAL !== undefined) variables[`${name}_SERVER_LOCAL`] = SERVER_LOCAL;
      }
    }
  }
  return variables;
}
