import { readFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { systemCode } from './file-errors.ts';

const CONNECT_LIMIT_MS = 300;

/** Can a server bind 127.0.0.1:port now? A port that this user may not bind counts as taken. */
function canBind(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (thrown) => {
      const code = systemCode(thrown);
      if (code === 'EADDRINUSE' || code === 'EACCES') resolve(false);
      else reject(thrown);
    });
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Does anybody answer on 127.0.0.1:port? */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const finish = (isAnswered: boolean): void => {
      socket.destroy();
      resolve(isAnswered);
    };
    // A full queue answers neither way; somebody listens.
    socket.setTimeout(CONNECT_LIMIT_MS, () => finish(true));
    socket.once('connect', () => finish(true));
    socket.once('error', () => finish(false));
  });
}

/**
 * Is the port taken on loopback, also by somebody who listens on every address? Linux refuses the bind then; macOS
 * and Windows allow it, and the connection that is tried after it shows the listener.
 */
export async function isPortTaken(port: number): Promise<boolean> {
  return !(await canBind(port)) || (await answers(port));
}

export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** Where macOS and Windows take ports for outgoing connections from (IANA's range). */
const USUAL_EPHEMERAL: PortRange = { first: 49_152, last: 65_535 };

/** The ports that the system itself hands out for outgoing connections. */
export async function ephemeralRange(): Promise<PortRange> {
  if (process.platform !== 'linux') return USUAL_EPHEMERAL;
  try {
    const text = await readFile('/proc/sys/net/ipv4/ip_local_port_range', 'utf8');
    const [first, last] = text.trim().split(/\s+/).map(Number);
    if (first !== undefined && last !== undefined && first > 0 && last >= first) return { first, last };
    return USUAL_EPHEMERAL;
  } catch {
    // Without /proc the Linux default holds.
    return { first: 32_768, last: 60_999 };
  }
}
