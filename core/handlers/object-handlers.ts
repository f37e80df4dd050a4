import { SealabError } from '#shared/errors.ts';
import type { Handlers } from '#shared/protocol/handlers.ts';
import type { LabPorts } from '../labs/lab-ports.ts';
import type { OperationLog } from '../operations.ts';

export function createObjectHandlers(
  _ports: LabPorts,
  _operations: OperationLog,
): Pick<
  Handlers,
  | 'objects.buckets'
  | 'objects.list'
  | 'objects.customerKeys'
  | 'objects.head'
  | 'objects.upload'
  | 'objects.download'
  | 'objects.save'
> {
  return {
    'objects.buckets': notYet,
    'objects.list': notYet,
    'objects.customerKeys': notYet,
    'objects.head': notYet,
    'objects.upload': notYet,
    'objects.download': notYet,
    'objects.save': notYet,
  };
}

async function notYet(): Promise<never> {
  throw new SealabError('unsupported', 'This part of Sealab is being built.');
}
