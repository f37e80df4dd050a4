import type { BucketView, ClientView, ObjectPage, ObjectRef } from '#shared/contract/objects.ts';
import type { LabPorts } from '../labs/lab-ports.ts';
import type { ListRequest } from '../ports/object-api.ts';
import type { BucketEncryption } from '../ports/services.ts';
import { clientView } from './client-view.ts';
import { openStore, readRequest } from './open-store.ts';

/** Every bucket with its default encryption and its versioning. */
export async function listBuckets(ports: LabPorts, lab: string, signal: AbortSignal): Promise<BucketView[]> {
  using open = await openStore(ports, lab);
  const { store } = open;
  const buckets = await store.listBuckets(signal);
  return await Promise.all(
    buckets.map(async ({ name, createdAt }) => {
      const [encryption, versioning] = await Promise.all([
        store.getEncryption(name, signal),
        store.getVersioning(name, signal),
      ]);
      return { name, createdAt, versioning, ...defaultOf(encryption) };
    }),
  );
}

function defaultOf(encryption: BucketEncryption): Pick<BucketView, 'encryption' | 'keyName'> {
  return encryption.kind === 'sse-kms'
    ? { encryption: 'sse-kms', keyName: encryption.keyName }
    : { encryption: encryption.kind };
}

/** One page of a bucket. */
export async function listPage(
  ports: LabPorts,
  { lab, ...request }: ListRequest & { readonly lab: string },
  signal: AbortSignal,
): Promise<ObjectPage> {
  using open = await openStore(ports, lab);
  const page = await open.store.list(request, signal);
  return { ...page, rows: page.rows.map((row) => ({ ...row })), prefixes: [...page.prefixes] };
}

/** Names of the customer keys of a lab, sorted. */
export async function listCustomerKeys(ports: LabPorts, lab: string): Promise<string[]> {
  using open = await openStore(ports, lab);
  return Object.keys(open.session.requireSecrets().customerKeys ?? {}).sort();
}

/** What any client gets to see of an object. */
export async function headObject(
  ports: LabPorts,
  { customerKey, ...ref }: ObjectRef & { readonly customerKey?: string | undefined },
  signal: AbortSignal,
): Promise<ClientView> {
  using open = await openStore(ports, ref.lab);
  const request = readRequest(ref, open.session.requireSecrets(), customerKey);
  return clientView(await open.store.headers(request, signal));
}
