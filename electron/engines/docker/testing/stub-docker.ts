import { mkdtempSync } from 'node:fs';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const VERSION = { Version: '27.1.0', ApiVersion: '1.46', Os: 'linux', Arch: 'amd64' };

/** A home folder with sockets on which stubs of Docker answer; everything goes with it. */
export class DockerStubs implements AsyncDisposable {
  /** Short: the path of a socket holds 107 bytes. */
  readonly home = mkdtempSync(join(tmpdir(), 'sl-docker-'));
  readonly #servers: Server[] = [];

  path(...parts: readonly string[]): string {
    return join(this.home, ...parts);
  }

  /** A Docker whose `/version` differs from a usual one in some fields. Returns its path. */
  async docker(path: string, version: Partial<typeof VERSION> = {}): Promise<string> {
    return await this.listen(path, (request, response) => {
      response.setHeader('Content-Type', 'application/json');
      response.end(request.url === '/version' ? JSON.stringify({ ...VERSION, ...version }) : '"OK"');
    });
  }

  async listen(path: string, onRequest: RequestListener): Promise<string> {
    const server = createServer(onRequest);
    this.#servers.push(server);
    await mkdir(dirname(path), { recursive: true });
    await new Promise<void>((resolve) => server.listen(path, resolve));
    await chmod(path, 0o666);
    return path;
  }

  /** A Docker on a loopback port. */
  async tcp(onRequest?: RequestListener): Promise<number> {
    const server = createServer(onRequest ?? ((_request, response) => response.end(JSON.stringify(VERSION))));
    this.#servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** The newest server ends as a stopped engine does. */
  async stopNewest(): Promise<void> {
    const server = this.#servers.pop();
    server?.closeAllConnections();
    await new Promise((resolve) => server?.close(resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    while (this.#servers.length > 0) await this.stopNewest();
    await rm(this.home, { recursive: true, force: true });
  }
}
