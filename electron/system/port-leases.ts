import { existsSync } from 'node:fs';
import { copyFile, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { PortLeases } from '#core/ports/port-leases.ts';
import { SealabError } from '#shared/errors.ts';
import { fileError, isMissing } from './file-errors.ts';
import { tryFileLock } from './file-lock.ts';
import { assignPorts } from './port-assignment.ts';
import { isPortTaken } from './port-probe.ts';
import { PortReservations } from './port-reservation.ts';
import { ensurePrivateFolder, writeDurably } from './private-files.ts';

const LOCK_LIMIT_MS = 5_000;
const LeaseFile = z.object({
  version: z.literal(1),
  leases: z.record(z.string(), z.record(z.string(), z.number().int().min(1).max(65_535))),
});
export type Leases = z.infer<typeof LeaseFile>['leases'];

/**
 * Leases in `<home>/ports.json`, shared by every Sealab of that home folder. A damaged file is kept as
 * `ports.json.damaged` and started anew: it holds nothing that cannot be leased again. Without a lease there is no file.
 */
export function createPortLeases(homeFolder: string): PortLeases {
  const file = join(homeFolder, 'ports.json');
  const lockFolder = join(homeFolder, 'locks', 'ports.lock.d');
  const reservations = new PortReservations();
  const reservedFor = new Map<string, ReadonlySet<number>>();

  function settle(lab: string): void {
    reservations.release(reservedFor.get(lab) ?? []);
    reservedFor.delete(lab);
  }

  async function readLeases(): Promise<Leases> {
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (thrown) {
      if (isMissing(thrown)) return {};
      throw fileError(thrown, 'read', file);
    }
    try {
      return LeaseFile.parse(JSON.parse(text)).leases;
    } catch {
      await copyFile(file, `${file}.damaged`).catch((thrown: unknown) => {
        throw fileError(thrown, 'keep a copy of', file);
      });
      return {};
    }
  }

  async function writeLeases(leases: Leases): Promise<void> {
    try {
      if (Object.keys(leases).length === 0) {
        for (const gone of [file, `${file}.damaged`]) await rm(gone, { force: true });
        return;
      }
      await writeDurably(file, `${JSON.stringify({ version: 1, leases }, undefined, 2)}\n`);
    } catch (thrown) {
      throw fileError(thrown, 'write', file);
    }
  }

  async function locked<T>(change: () => Promise<T>): Promise<T> {
    const giveUpAt = performance.now() + LOCK_LIMIT_MS;
    for (;;) {
      const attempt = await takeLock();
      if (attempt.lock !== undefined) {
        await using lock = attempt.lock;
        const result = await change();
        if (!existsSync(file)) await lock.discard();
        return result;
      }
      if (performance.now() > giveUpAt) {
        throw new SealabError(
          'busy',
          `Process ${attempt.owner.pid} has held the list of ports ${file} for 5 seconds.`,
          {
            fix: 'Run it again when that process is done.',
            details: { pid: attempt.owner.pid, since: attempt.owner.since },
          },
        );
      }
      await delay(10 + Math.random() * 20);
    }
  }

  async function takeLock(): ReturnType<typeof tryFileLock> {
    try {
      await ensurePrivateFolder(homeFolder);
      return await tryFileLock(lockFolder, 'leasing ports');
    } catch (thrown) {
      throw fileError(thrown, 'lock', lockFolder);
    }
  }

  return {
    lease: (lab, requests, inUse) =>
      locked(async () => {
        const leases = await readLeases();
        settle(lab);
        const tried = new Set<number>();
        reservedFor.set(lab, tried);
        try {
          const assigned = await assignPorts({ home: homeFolder, lab, requests, inUse, leases, reserve });
          await writeLeases({ ...leases, [lab]: { ...leases[lab], ...assigned } });
          return assigned;
        } catch (thrown) {
          settle(lab);
          throw thrown;
        }

        async function reserve(port: number): Promise<boolean> {
          if (!(await reservations.reserve(port))) return false;
          tried.add(port);
          return true;
        }
      }),
    settle: async (lab) => settle(lab),
    held: async (lab) => (await readLeases())[lab] ?? {},
    release: (lab) =>
      locked(async () => {
        const { [lab]: released, ...others } = await readLeases();
        // A damaged file, which reads as empty, goes too.
        if (released !== undefined || Object.keys(others).length === 0) await writeLeases(others);
      }),
    isTaken: isPortTaken,
  };
}
