import type { Handlers } from '#shared/protocol/handlers.ts';
import type { LabPorts } from '../labs/lab-ports.ts';
import { headObject, listBuckets, listCustomerKeys, listPage } from '../objects/browse.ts';
import { downloadObject, saveObject, uploadObject } from '../objects/transfer.ts';
import type { OperationLog } from '../operations.ts';

export function createObjectHandlers(
  ports: LabPorts,
  operations: OperationLog,
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
    'objects.buckets': async ({ lab }, { signal }) => await listBuckets(ports, lab, signal),
    'objects.list': async ({ after, ...request }, { signal }) =>
      await listPage(ports, after === undefined ? request : { ...request, after }, signal),
    'objects.customerKeys': async ({ lab }) => await listCustomerKeys(ports, lab),
    'objects.head': async (request, { signal }) => await headObject(ports, request, signal),
    'objects.upload': async (request, caller) =>
      await operations.run(
        { name: 'objects.upload', title: `Uploading ${request.bucket}/${request.key}`, lab: request.lab },
        caller,
        async (context) => await uploadObject(ports, { ...request, chunks: caller.chunks }, context),
      ),
    'objects.download': async (request, context) => await downloadObject(ports, request, context),
    'objects.save': async (request, caller) =>
      await operations.run(
        { name: 'objects.save', title: `Saving ${request.bucket}/${request.key}`, lab: request.lab },
        caller,
        async (context) => await saveObject(ports, request, context),
      ),
  };
}
