import type { LabPorts } from '../labs/lab-ports.ts';
import { dockerFinding } from './docker-check.ts';
import type { Finding } from './finding.ts';

const GIBIBYTE = 1024 ** 3;
/** Room for a lab and a little work in it. */
const HOME_BYTES = GIBIBYTE;
/** One four-node lab with its page, measured: docs/performance.md. */
const MEMORY_BYTES = 1.5 * GIBIBYTE;
const DEFAULT_PORTS = [8200, 7373, 9000];

/** What the machine needs to run labs: disk, memory, a way to the programs, loopback ports. */
export async function machineFindings(ports: LabPorts, signal: AbortSignal): Promise<readonly Finding[]> {
  return await Promise.all([
    diskFinding(ports),
    memoryFinding(ports),
    componentsFinding(ports),
    dockerFinding(ports, signal),
    ...DEFAULT_PORTS.map(async (port) => await portFinding(ports, port)),
  ]);
}

async function diskFinding(ports: LabPorts): Promise<Finding> {
  const free = await ports.machine.freeDiskBytes();
  return {
    id: 'machine.disk',
    title: 'Disk for labs',
    ok: free.home >= HOME_BYTES,
    observed: `${gibibytes(free.home)} free in the home folder, ${gibibytes(free.cache)} in the cache`,
    expected: `at least ${gibibytes(HOME_BYTES)} in the home folder`,
    evidence: ports.store.path,
    fix: 'Free some space, or set SEALAB_HOME to a folder on another disk.',
  };
}

async function memoryFinding(ports: LabPorts): Promise<Finding> {
  const { total, free } = ports.machine.memoryBytes();
  return {
    id: 'machine.memory',
    title: 'Memory',
    ok: free >= MEMORY_BYTES,
    observed: `${gibibytes(free)} of ${gibibytes(total)} free`,
    expected: `at least ${gibibytes(MEMORY_BYTES)} free for a lab of four nodes`,
    evidence: 'the operating system',
    fix: 'Close what you do not need, or take a standalone lab.',
  };
}

async function componentsFinding(ports: LabPorts): Promise<Finding> {
  const [list, goVersion] = await Promise.all([ports.components.list(), ports.machine.goVersion()]);
  const needed = list.filter(
    (entry) => entry.isDefault && ['vault', 'kes', 'minio'].includes(entry.component),
  );
  const missing = needed.filter((entry) => entry.state === 'missing');
  return {
    id: 'machine.components',
    title: 'Vault, KES and MinIO',
    ok: missing.length === 0 || canBuild(goVersion),
    observed:
      missing.length === 0
        ? 'all three are here'
        : `${missing.map((entry) => entry.component).join(', ')} missing; Go ${goVersion ?? 'not found'}`,
    expected: 'the components, or Go 1.24.4 or newer to build them',
    evidence: needed.map((entry) => entry.path ?? `${entry.component}: not here`).join('\n'),
    fix: 'Install Go 1.24.4 or newer, or load a saved set with `sealab provision --load FILE`.',
  };
}

async function portFinding(ports: LabPorts, port: number): Promise<Finding> {
  const isTaken = await ports.leases.isTaken(port);
  const owner = isTaken ? await ports.machine.portOwner(port) : undefined;
  return {
    id: `machine.port-${port}`,
    title: `Port ${port} on 127.0.0.1`,
    // A taken port is no fault: a lab takes another one.
    ok: true,
    observed: isTaken
      ? `taken by ${owner === undefined ? 'another program' : `${owner.program}, pid ${owner.pid}`}`
      : 'free',
    expected: 'free, or a lab takes another port',
    evidence: `bind 127.0.0.1:${port}`,
    fix: '',
  };
}

/** Go's own version numbers, such as `1.26.8`: 1.24.4 is the oldest that builds all of them. */
function canBuild(goVersion: string | undefined): boolean {
  const [major = 0, minor = 0, patch = 0] = (goVersion ?? '')
    .split('.')
    .map((part) => Number.parseInt(part, 10) || 0);
  return major > 1 || (major === 1 && (minor > 24 || (minor === 24 && patch >= 4)));
}

function gibibytes(bytes: number): string {
  return `${(bytes / GIBIBYTE).toFixed(1)} GiB`;
}
