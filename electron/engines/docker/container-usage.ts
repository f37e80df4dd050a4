import { readFile } from 'node:fs/promises';
import { cpuMsOf } from '../process/cpu-time.ts';
import { Stats } from './api-schemas.ts';
import type { DockerWorld } from './docker-world.ts';

const VM_RSS = /^VmRSS:\s+(\d+) kB$/m;
const NANOSECONDS_PER_MS = 1e6;

/** What a container takes of the machine. */
export interface ContainerUsage {
  readonly memoryBytes?: number;
  /** Since its start. */
  readonly cpuMs?: number;
}

/**
 * Memory and processor time of a container; empty where it is gone. Docker measures once a second and lets every asker
 * wait for that, so where its processes are visible on this machine the system is asked instead.
 */
export async function usageOf(
  world: DockerWorld,
  { id, pid }: { readonly id: string; readonly pid: number },
): Promise<ContainerUsage> {
  return (await usageOfProcess(id, pid)) ?? (await measuredByDocker(world, id));
}

/** Of the first process, if that pid is of that container here: its control group bears the id. */
async function usageOfProcess(id: string, pid: number): Promise<ContainerUsage | undefined> {
  if (process.platform !== 'linux' || pid <= 0) return undefined;
  const [group = '', status = '', stat = ''] = await Promise.all(
    ['cgroup', 'status', 'stat'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8')),
  ).catch(() => []);
  const kibibytes = VM_RSS.exec(status)?.[1];
  if (!group.includes(id) || kibibytes === undefined) return undefined;
  const cpuMs = cpuMsOf(stat);
  return { memoryBytes: Number(kibibytes) * 1024, ...(cpuMs === undefined ? {} : { cpuMs }) };
}

/** As `docker stats` tells it: memory without the page cache that can be given back. */
async function measuredByDocker({ find }: DockerWorld, id: string): Promise<ContainerUsage> {
  const answer = await find('measure a container', async (docker) =>
    Stats.parse(await docker.getContainer(id).stats({ stream: false, 'one-shot': true })),
  );
  const { usage, stats } = answer?.memory_stats ?? {};
  const cpu = answer?.cpu_stats?.cpu_usage?.total_usage;
  const cache = stats?.total_inactive_file ?? stats?.inactive_file ?? 0;
  return {
    ...(usage === undefined ? {} : { memoryBytes: Math.max(0, usage - cache) }),
    ...(cpu === undefined ? {} : { cpuMs: cpu / NANOSECONDS_PER_MS }),
  };
}
