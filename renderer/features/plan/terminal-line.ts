import type { LabRequest } from '#shared/contract/labs.ts';

/** What every line starts with, from a clone. */
const PROGRAM = 'npm run -s sealab --';

/** The line that brings up the same lab from a terminal. Options that were not chosen are left out. */
export function upLine(request: LabRequest): string {
  const options = [
    request.topology === undefined ? '' : ` --topology ${request.topology}`,
    request.engine === undefined ? '' : ` --engine ${request.engine}`,
    request.encryption === undefined ? '' : ` --sse ${request.encryption.replace('sse-', '')}`,
    request.kv === undefined ? '' : ` --kv ${request.kv}`,
  ];
  return `${PROGRAM} up ${request.name}${options.join('')}`;
}
