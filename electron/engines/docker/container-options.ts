import type { ContainerCreateOptions, HostConfig } from 'dockerode';
import type { ServicePort, ServiceSpec, StartIntent } from '#core/ports/engine.ts';
import { USER } from './image-archive.ts';
import { LABEL, type Names } from './names.ts';

/** Where a service finds its files and its data, in every container. */
export const FILES = '/etc/sealab';
export const DATA = '/data';

/** Nobody outside the lab's network needs the port that services of one kind speak on with each other. */
const INNER_PORTS = new Set(['cluster']);

/** What every container of Sealab gets: no rights, no way to write but /tmp and its volumes. */
export const CLOSED: HostConfig = {
  CapDrop: ['ALL'],
  SecurityOpt: ['no-new-privileges:true'],
  ReadonlyRootfs: true,
  Tmpfs: { '/tmp': 'rw,nosuid,nodev,noexec,mode=1777,size=256m' },
  RestartPolicy: { Name: 'no' },
  LogConfig: { Type: 'json-file', Config: { 'max-size': '32m', 'max-file': '2' } },
};

export interface Mount {
  /** The name of the volume in Docker. */
  readonly volume: string;
  readonly target: string;
}

/** A volume stays as it is: nothing of the image is copied into it. */
export function mountsOf(mounts: readonly Mount[]): NonNullable<HostConfig['Mounts']> {
  return mounts.map(({ volume, target }) => ({ Type: 'volume', Source: volume, Target: target }));
}

export function environmentOf(environment: Readonly<Record<string, string>>): string[] {
  return Object.entries(environment).map(([name, value]) => `${name}=${value}`);
}

/** The container of a service. */
export function containerOptions(
  spec: ServiceSpec,
  intent: StartIntent,
  place: { readonly names: Names; readonly networkId: string; readonly mounts: readonly Mount[] },
): ContainerCreateOptions {
  const published = spec.ports.filter((port) => !INNER_PORTS.has(port.name));
  const key = (port: ServicePort): string => `${port.containerPort}/tcp`;
  return {
    name: place.names.name(spec.lab, spec.service),
    Image: spec.program.reference,
    Cmd: [...spec.args],
    Env: environmentOf(spec.environment),
    User: `${USER}:${USER}`,
    Labels: place.names.labels(spec.lab, {
      [LABEL.service]: spec.service,
      [LABEL.intent]: intent.id,
      [LABEL.role]: 'service',
    }),
    Hostname: spec.service,
    StopSignal: 'SIGTERM',
    ExposedPorts: Object.fromEntries(published.map((port) => [key(port), {}])),
    HostConfig: {
      ...CLOSED,
      NetworkMode: place.networkId,
      PortBindings: Object.fromEntries(
        published.map((port) => [key(port), [{ HostIp: '127.0.0.1', HostPort: String(port.hostPort) }]]),
      ),
      Mounts: mountsOf(place.mounts),
    },
    NetworkingConfig: { EndpointsConfig: { [place.networkId]: { Aliases: [...spec.aliases] } } },
  };
}
