import { execFile, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPortLeases } from './port-leases.ts';
import { listeningInodes, parseLsof } from './port-owner.ts';

const run = promisify(execFile);
const PORT_LEASES = new URL('./port-leases.ts', import.meta.url).href;
const FIRST = 27_100;
let home: string;
const servers: Server[] = [];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'sealab ports '));
});
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
  await rm(home, { recursive: true, force: true });
});

async function listen(port: number, host: string): Promise<void> {
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
}
const want = (id: string, preferred: number, isPinned = false) => ({ id, preferred, isPinned });

describe('port leases', () => {
  it('give the preferred port where it is free', async () => {
    const leases = createPortLeases(home);
    expect(await leases.lease('demo', [want('vault-api', FIRST), want('kes-api', FIRST + 1)], [])).toEqual({
      'vault-api': FIRST,
      'kes-api': FIRST + 1,
    });
    expect(await leases.held('demo')).toEqual({ 'vault-api': FIRST, 'kes-api': FIRST + 1 });
  });

  it.each(['127.0.0.1', '0.0.0.0', '::'])(
    'move on from a preferred port that somebody holds on %s',
    async (host) => {
      await listen(FIRST + 2, host);
      const leases = createPortLeases(home);
      expect(await leases.isTaken(FIRST + 2)).toBe(true);
      const ports = await leases.lease('demo', [want('vault-api', FIRST + 2)], []);
      expect(ports['vault-api']).not.toBe(FIRST + 2);
      expect(ports['vault-api']).toBeGreaterThanOrEqual(20_000);
      expect(ports['vault-api']).toBeLessThanOrEqual(32_000);
    },
  );

  it('give a service all of its preferred ports or none, and each service for itself', async () => {
    await listen(FIRST + 50, '127.0.0.1');
    const ports = await createPortLeases(home).lease(
      'demo',
      [
        want('vault-api', FIRST + 50),
        want('vault-cluster', FIRST + 51),
        want('minio-api', FIRST + 52),
        want('minio-console', FIRST + 53),
      ],
      [],
    );
    expect(ports).toMatchObject({ 'minio-api': FIRST + 52, 'minio-console': FIRST + 53 });
    expect(ports['vault-api']).not.toBe(FIRST + 50);
    expect(ports['vault-cluster']).not.toBe(FIRST + 51);
  });

  it('look elsewhere in each home, where a lab of the same name may be about to start', async () => {
    await listen(FIRST + 54, '127.0.0.1');
    const chosen = await Promise.all(
      ['one', 'two', 'three'].map(async (name) => {
        const leases = createPortLeases(join(home, name));
        const { 'vault-api': port = 0 } = await leases.lease('demo', [want('vault-api', FIRST + 54)], []);
        await leases.settle('demo');
        return port;
      }),
    );
    expect(new Set(chosen).size).toBeGreaterThan(1);
  });

  it('never give a preferred port of the range that the system hands out itself', async () => {
    const ports = await createPortLeases(home).lease('demo', [want('vault-api', 50_123)], []);
    expect(ports['vault-api']).toBeLessThanOrEqual(32_000);
  });

  it('refuse a pinned port that is taken, and name who has it', async () => {
    await listen(FIRST + 3, '127.0.0.1');
    const error = await createPortLeases(home)
      .lease('demo', [want('vault-api', FIRST + 3, true)], [])
      .catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'port-taken', details: { port: FIRST + 3, id: 'vault-api' } });
    if (process.platform === 'linux') expect(error).toMatchObject({ details: { pid: process.pid } });
  });

  it('refuse a pinned port that another lab has leased, and name the lab', async () => {
    const leases = createPortLeases(home);
    await leases.lease('one', [want('vault-api', FIRST + 4)], []);
    await expect(leases.lease('two', [want('vault-api', FIRST + 4, true)], [])).rejects.toMatchObject({
      code: 'port-taken',
      details: { lab: 'one' },
    });
    expect(await leases.held('two')).toEqual({});
  });

  it('give a pinned port before the others choose', async () => {
    const ports = await createPortLeases(home).lease(
      'demo',
      [want('a', FIRST + 5), want('b', FIRST + 5, true)],
      [],
    );
    expect(ports['b']).toBe(FIRST + 5);
    expect(ports['a']).not.toBe(FIRST + 5);
  });

  it('keep a lease, move it when somebody else sits there, and keep it when it is the own service', async () => {
    const leases = createPortLeases(home);
    await leases.lease('demo', [want('vault-api', FIRST + 6)], []);
    expect(await leases.lease('demo', [want('vault-api', FIRST + 7)], [])).toEqual({
      'vault-api': FIRST + 6,
    });
    await listen(FIRST + 6, '127.0.0.1');
    expect(await leases.lease('demo', [want('vault-api', FIRST + 7)], ['vault-api'])).toEqual({
      'vault-api': FIRST + 6,
    });
    expect(await leases.lease('demo', [want('vault-api', FIRST + 7)], [])).toEqual({
      'vault-api': FIRST + 7,
    });
  });

  it('release the ports of a lab for the others', async () => {
    const leases = createPortLeases(home);
    await leases.lease('one', [want('vault-api', FIRST + 8)], []);
    await leases.release('one');
    await leases.release('one');
    expect(await leases.held('one')).toEqual({});
    expect(await leases.lease('two', [want('vault-api', FIRST + 8)], [])).toEqual({ 'vault-api': FIRST + 8 });
  });

  it('start anew from a damaged file and keep a copy of it', async () => {
    await writeFile(join(home, 'ports.json'), '{"version":1,"leases":{"demo":{"vault-api":"many"}}');
    const leases = createPortLeases(home);
    await leases.lease('demo', [want('vault-api', FIRST + 9)], []);
    expect(await leases.held('demo')).toEqual({ 'vault-api': FIRST + 9 });
    expect(await readFile(join(home, 'ports.json.damaged'), 'utf8')).toContain('many');
  });

  it('keep Sealabs of other homes away until the services listen, also those of a process that was killed', async () => {
    const other = await mkdtemp(join(tmpdir(), 'sealab ports '));
    try {
      const [mine, theirs] = [createPortLeases(home), createPortLeases(other)];
      const ask = [want('vault-api', FIRST + 10)];
      expect(await mine.lease('demo', ask, [])).toEqual({ 'vault-api': FIRST + 10 });
      expect((await theirs.lease('demo', ask, []))['vault-api']).not.toBe(FIRST + 10);
      await theirs.release('demo');
      await mine.settle('demo');
      expect(await theirs.lease('demo', ask, [])).toEqual({ 'vault-api': FIRST + 10 });
      await theirs.settle('demo');

      const script = `
        const { createPortLeases } = await import(${JSON.stringify(PORT_LEASES)});
        const ports = await createPortLeases(process.argv[1]).lease('killed', [
          { id: 'vault-api', preferred: ${FIRST + 11}, isPinned: false },
        ], []);
        console.log(ports['vault-api']);
        setTimeout(() => {}, 60_000);`;
      const child = spawn(process.execPath, ['--input-type=module', '-e', script, home]);
      const said = await once(child.stdout, 'data');
      expect(String(said).trim()).toBe(String(FIRST + 11));
      const next = [want('vault-api', FIRST + 11)];
      expect((await theirs.lease('next', next, []))['vault-api']).not.toBe(FIRST + 11);
      await theirs.release('next');
      child.kill('SIGKILL');
      await once(child, 'exit');
      expect(await theirs.lease('next', next, [])).toEqual({ 'vault-api': FIRST + 11 });
      await theirs.settle('next');
    } finally {
      await rm(other, { recursive: true, force: true });
    }
  });

  it('let a program keep its datagram port: a pinned lab port of that number is fine', async () => {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(FIRST + 12, '127.0.0.1', () => resolve()));
    const leases = createPortLeases(home);
    expect(await leases.lease('demo', [want('vault-api', FIRST + 12, true)], [])).toEqual({
      'vault-api': FIRST + 12,
    });
    socket.close();
  });

  it('are disjoint for processes that lease at once', async () => {
    const script = `
      const { createPortLeases } = await import(${JSON.stringify(PORT_LEASES)});
      const leases = createPortLeases(process.argv[1]);
      const all = [];
      for (const lab of ['a', 'b', 'c']) {
        const requests = [0, 1, 2, 3].map((n) => ({ id: 'p' + n, preferred: ${FIRST + 20} + n, isPinned: false }));
        all.push(...Object.values(await leases.lease(lab + process.argv[2], requests, [])));
      }
      console.log(JSON.stringify(all));`;
    const outputs = await Promise.all(
      ['x', 'y', 'z'].map((suffix) =>
        run(process.execPath, ['--input-type=module', '-e', script, home, suffix]),
      ),
    );
    const ports = outputs.flatMap(({ stdout }): number[] => JSON.parse(stdout));
    expect(ports).toHaveLength(36);
    expect(new Set(ports).size).toBe(36);
    // Three programs start: on a busy machine that takes longer than a usual test may.
  }, 30_000);
});

describe('the owner of a port', () => {
  it('is read from the table of sockets, listening ones only', () => {
    const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1162 1 0
   1: 0100007F:1F40 0100007F:9999 01 00000000:00000000 00:00000000 00000000     0        0 1163 1 0
   2: 0100007F:1F41 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1164 1 0`;
    expect(listeningInodes(table, 8000)).toEqual(['1162']);
  });

  it('is read from lsof', () => {
    expect(parseLsof('p812\ncminio\nf7\n')).toEqual({ pid: 812, program: 'minio' });
    expect(parseLsof('')).toBeUndefined();
  });
});
