import { join } from 'node:path';
import { type ChosenContext, chosenContext, dockerConfigFolder, type Variables } from './contexts.ts';

/** What of the machine decides where Docker is looked for. */
export interface Surroundings {
  readonly environment: Variables;
  readonly homeFolder: string;
  readonly platform: NodeJS.Platform;
  /** Of the user who asks; undefined on Windows. */
  readonly userId: number | undefined;
  /** The sockets that every system has; `/var/run/docker.sock` unless a test says otherwise. */
  readonly systemSockets?: readonly string[];
}

/** How to reach a Docker engine. */
export type DockerEndpoint =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tlsFolder?: string };

/** One place where Docker may be. Exactly one of `endpoint` and `problem` is there. */
export interface DockerPlace {
  readonly id: string;
  /** What named it. */
  readonly source: string;
  readonly address: string;
  /** A person named it: that nothing is there is a fault. The usual places may be empty. */
  readonly isNamed: boolean;
  readonly endpoint?: DockerEndpoint;
  readonly problem?: { readonly reason: string; readonly fix: string };
}

/**
 * Where Docker is looked for, in order: DOCKER_HOST alone where it is set, as with the docker command; else the chosen
 * context, then the usual sockets of Docker, of rootless Docker, of Docker Desktop, Colima, Rancher Desktop and OrbStack.
 */
export async function dockerPlaces(world: Surroundings): Promise<readonly DockerPlace[]> {
  const { environment, homeFolder } = world;
  const config = dockerConfigFolder(environment, homeFolder);
  const host = environment['DOCKER_HOST'];
  if (host !== undefined && host !== '') {
    const wantsTls = (environment['DOCKER_TLS_VERIFY'] ?? '') !== '';
    const tlsFolder = wantsTls ? environment['DOCKER_CERT_PATH'] || config : undefined;
    return [
      placeOf(host, {
        id: 'docker-host',
        source: 'DOCKER_HOST',
        ...(tlsFolder === undefined ? {} : { tlsFolder }),
      }),
    ];
  }
  const context = await chosenContext(config, environment);
  const places = [
    ...(context === undefined ? [] : [contextPlace(context)]),
    ...usualSockets(world).map((path) => socketPlace(path)),
  ];
  return places.filter(
    (place, index) => places.findIndex(({ address }) => address === place.address) === index,
  );
}

function usualSockets({
  environment,
  homeFolder,
  platform,
  userId,
  systemSockets,
}: Surroundings): readonly string[] {
  if (platform === 'win32') return ['//./pipe/docker_engine', '//./pipe/dockerDesktopLinuxEngine'];
  const runtime = environment['XDG_RUNTIME_DIR'];
  const home = (...parts: readonly string[]): string => join(homeFolder, ...parts, 'docker.sock');
  return [
    ...(systemSockets ?? ['/var/run/docker.sock']),
    ...(runtime?.startsWith('/') === true ? [join(runtime, 'docker.sock')] : []),
    home('.docker', 'run'),
    home('.docker', 'desktop'),
    ...(platform === 'linux' && userId !== undefined ? [`/run/user/${userId}/docker.sock`] : []),
    home('.colima', 'default'),
    home('.config', 'colima', 'default'),
    home('.rd'),
    home('.orbstack', 'run'),
  ];
}

function socketPlace(path: string): DockerPlace {
  return { id: path, source: path, address: path, isNamed: false, endpoint: { kind: 'socket', path } };
}

function contextPlace(context: ChosenContext): DockerPlace {
  const source = `context ${context.name}`;
  const name = { id: 'docker-context', source };
  const fix = 'Choose another one with `docker context use`, or set DOCKER_HOST.';
  if (context.problem !== undefined || context.host === undefined)
    return { ...name, address: source, isNamed: true, problem: { reason: context.problem ?? '', fix } };
  const { host, tlsFolder } = context;
  if (context.skipsTlsVerify)
    return {
      ...name,
      address: host,
      isNamed: true,
      problem: { reason: `The ${source} does not verify TLS, and Sealab always does.`, fix },
    };
  return placeOf(host, { ...name, ...(tlsFolder === undefined ? {} : { tlsFolder }) });
}

const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** A place from a URL as DOCKER_HOST takes it: unix, npipe or tcp. */
function placeOf(
  host: string,
  name: { readonly id: string; readonly source: string; readonly tlsFolder?: string },
): DockerPlace {
  const { id, source, tlsFolder } = name;
  const shown = host.replace(/\/\/[^@/]*@/, '//');
  const place = { id, source, address: shown, isNamed: true };
  const socket = /^(?:unix|npipe):\/\/(.*)$/.exec(host)?.[1];
  if (socket !== undefined && socket !== '')
    return { ...place, address: socket, endpoint: { kind: 'socket', path: socket } };
  const url = URL.canParse(host) ? new URL(host) : undefined;
  if (url?.protocol !== undefined && ['ssh:', 'tcp:', 'http:', 'https:'].includes(url.protocol)) {
    // URL keeps the host of an unknown scheme as it is written.
    if (url.protocol === 'ssh:' || !LOOPBACK.test(url.hostname))
      return {
        ...place,
        problem: {
          reason: `${source} names ${shown}, an engine of another machine: unsupported, remote engines come later.`,
          fix: 'Use an engine of this machine: unset DOCKER_HOST, or `docker context use default`.',
        },
      };
    const port = Number(url.port || (tlsFolder === undefined ? '2375' : '2376'));
    return {
      ...place,
      endpoint: {
        kind: 'tcp',
        host: url.hostname.replace(/^\[|\]$/g, ''),
        port,
        ...(tlsFolder === undefined ? {} : { tlsFolder }),
      },
    };
  }
  return {
    ...place,
    problem: {
      reason: `${source} is “${shown}”, which is no address of an engine.`,
      fix: 'Write it as unix:///path/of/docker.sock or tcp://127.0.0.1:2375.',
    },
  };
}
