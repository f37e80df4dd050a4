import { SealabError } from '#shared/errors.ts';
import type { Handlers } from '#shared/protocol/handlers.ts';
import type { LabPorts } from '../labs/lab-ports.ts';
import type { OperationLog } from '../operations.ts';

export function createKeyHandlers(
  _ports: LabPorts,
  _operations: OperationLog,
): Pick<Handlers, 'keys.graph' | 'keys.uses'> {
  return {
    'keys.graph': notYet,
    'keys.uses': notYet,
  };
}

async function notYet(): Promise<never> {
  throw new SealabError('unsupported', 'This part of Sealab is being built.');
}
