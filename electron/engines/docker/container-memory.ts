import { readFile } from 'node:fs/promises';
import { Stats } from './api-schemas.ts';
import type { DockerWorld } from './docker-world.ts';

const VM_RSS = /^VmRSS:\s+(\d+) kB$/m;

/**
 * Memory of a container in bytes; undefined where it is gone. Docker measures once a second and lets every asker wait
 * for that, so where its processes are visible on this machine the system is asked instead.
 */
export async function memoryOf(
  world: DockerWorld,
  { id, pid }: { readonly id: string; readonly pid: number },
): Promise<number | undefined> {
  return (await memoryOfProcess(id, pid)) ?? (await measuredByDocker(world, id));
}

/** The resident memory of the first process, if that pid is of that container here: its control group bears the id. */
async function memoryOfProcess(id: string, pid: number): Promise<number | undefined> {
  if (process.platform !== 'linux' || pid <= 0) return undefined;
  const [group, status] = await Promise.all([
    readFile(`/proc/${pid}/cgroup`, 'utf8'),
    readFile(`/proc/${pid}/status`, 'utf8'),
  ]).catch(() => ['', '']);
  if (group?.includes(id) !== true) return undefined;
  const kibibytes = VM_RSS.exec(status ?? '')?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}

/** Memory as `docker stats` tells it: without the page cache that can be given back. */
async function measuredByDocker({ find }: DockerWorld, id: string): Promise<number | undefined> {
  const answer = await find('measure a container', async (docker) =>
    Stats.parse(await docker.getContainer(id).stats({ stream: false, 'one-shot': true })),
  );
  const { usage, stats } = answer?.memory_stats ?? {};
  if (usage === undefined) return undefined;
  return Math.max(0, usage - (stats?.total_inactive_file ?? stats?.inactive_file ?? 0));
}
