import { getCACertificates } from 'node:tls';

/** The system's CA certificates as one PEM text; Node's own list where the system's cannot be read. */
export async function systemCaPem(): Promise<string> {
  const system = getCACertificates('system');
  return (system.length > 0 ? system : getCACertificates('bundled')).join('\n');
}
