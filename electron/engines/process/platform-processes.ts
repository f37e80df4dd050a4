import { SealabError } from '#shared/errors.ts';
import { createLinuxProcesses } from './linux-processes.ts';
import type { ProcessTable } from './process-table.ts';
import { createPsProcesses } from './ps-processes.ts';

/** The table of this platform. Throws `unsupported` where there is none. */
export function createProcessTable(): ProcessTable {
  if (process.platform === 'linux') return createLinuxProcesses();
  if (process.platform === 'darwin') return createPsProcesses();
  throw new SealabError('unsupported', 'Labs cannot run as processes on this system.', {
    fix: 'Use Docker: sealab up --engine docker',
  });
}
