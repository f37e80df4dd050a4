import { SealabError } from '#shared/errors.ts';
import type { Handlers } from '#shared/protocol/handlers.ts';
import type { LabPorts } from '../labs/lab-ports.ts';
import type { OperationLog } from '../operations.ts';

export function createInspectorHandlers(
  _ports: LabPorts,
  _operations: OperationLog,
): Pick<
  Handlers,
  | 'inspector.object'
  | 'inspector.bytes'
  | 'inspector.search'
  | 'inspector.walk'
  | 'inspector.reveal'
  | 'inspector.decrypt'
> {
  return {
    'inspector.object': notYet,
    'inspector.bytes': notYet,
    'inspector.search': notYet,
    'inspector.walk': notYet,
    'inspector.reveal': notYet,
    'inspector.decrypt': notYet,
  };
}

async function notYet(): Promise<never> {
  throw new SealabError('unsupported', 'This part of Sealab is being built.');
}
