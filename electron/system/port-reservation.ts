import { createSocket, type Socket } from 'node:dgram';
import { systemCode } from './file-errors.ts';

/**
 * Reserves TCP ports of 127.0.0.1 among all Sealabs of this machine, whatever their home folder or user: whoever
 * reserves port n holds the UDP port of the same number. The system gives it to one process only, and takes it back
 * when that process ends, however it ends. Nothing is ever sent or read there.
 */
export class PortReservations {
  readonly #sockets = new Map<number, Socket>();

  /** False where another process has it. Where the system allows no such socket at all, everybody may have it. */
  async reserve(port: number): Promise<boolean> {
    if (this.#sockets.has(port)) return true;
    const socket = createSocket({ type: 'udp4', reuseAddr: false });
    const failure = await new Promise<unknown>((resolve) => {
      socket.once('error', resolve);
      socket.bind({ address: '127.0.0.1', port, exclusive: true }, () => resolve(undefined));
    });
    if (failure !== undefined) {
      socket.close();
      return systemCode(failure) !== 'EADDRINUSE';
    }
    // A reservation never keeps a program alive.
    socket.unref();
    this.#sockets.set(port, socket);
    return true;
  }

  release(ports: Iterable<number>): void {
    for (const port of ports) {
      this.#sockets.get(port)?.close();
      this.#sockets.delete(port);
    }
  }
}
