import { readFile } from 'node:fs/promises';
import { Agent as PlainAgent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import { join } from 'node:path';
import type { DockerEndpoint } from './places.ts';

/** What node:http, node:https and dockerode need to reach an endpoint. */
export interface EndpointOptions {
  readonly protocol: 'http' | 'https';
  readonly socketPath?: string;
  readonly host?: string;
  readonly port?: number;
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

/** Reads the TLS files where there are some. Throws the file system's error. */
export async function endpointOptions(endpoint: DockerEndpoint): Promise<EndpointOptions> {
  if (endpoint.kind === 'socket') return { protocol: 'http', socketPath: endpoint.path };
  const { host, port, tlsFolder } = endpoint;
  if (tlsFolder === undefined) return { protocol: 'http', host, port };
  const [ca, cert, key] = await Promise.all([
    readFile(join(tlsFolder, 'ca.pem')),
    readFile(join(tlsFolder, 'cert.pem')),
    readFile(join(tlsFolder, 'key.pem')),
  ]);
  return { protocol: 'https', host, port, ca, cert, key };
}

/** Tells when a connection breaks or cannot be made. Nothing is kept alive: an engine that restarts leaves no dead sockets. */
export function watchfulAgent(protocol: 'http' | 'https', onBroken: () => void): PlainAgent {
  const agent =
    protocol === 'https' ? new TlsAgent({ keepAlive: false }) : new PlainAgent({ keepAlive: false });
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const socket = connect(options, callback);
    socket?.once('error', onBroken);
    return socket;
  };
  return agent;
}
