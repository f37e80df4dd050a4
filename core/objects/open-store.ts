import type { ObjectEncryption, ObjectRef } from '#shared/contract/objects.ts';
import { SealabError } from '#shared/errors.ts';
import type { Secret } from '#shared/secret.ts';
import type { LabPorts } from '../labs/lab-ports.ts';
import { openLab } from '../labs/open-lab.ts';
import type { LabSecrets } from '../labs/secrets-file.ts';
import type { LabSession } from '../labs/session.ts';
import type { ObjectPlace, ReadRequest, RequestEncryption } from '../ports/object-api.ts';
import type { ObjectStore } from '../ports/services.ts';

/** A running lab's store while one request is made. */
export interface OpenStore extends Disposable {
  readonly session: LabSession;
  readonly store: ObjectStore;
}

/** Opens a lab for requests about its objects. Throws `not-found` for one that is not there. */
export async function openStore(ports: LabPorts, lab: string): Promise<OpenStore> {
  const { session } = await openLab(ports, lab);
  const clients = await session.connect();
  const store = clients.objects[session.nodes[0]?.name ?? ''];
  if (store === undefined) {
    clients[Symbol.dispose]();
    throw new SealabError('internal', `Lab ${lab} has no MinIO node.`);
  }
  return { session, store, [Symbol.dispose]: () => clients[Symbol.dispose]() };
}

/** The customer key of that name. Throws `not-found` naming those there are. */
export function customerKeyOf(lab: string, secrets: LabSecrets, name: string): Secret {
  const keys = secrets.customerKeys ?? {};
  const key = Object.hasOwn(keys, name) ? keys[name] : undefined;
  if (key !== undefined) return key;
  const names = Object.keys(keys);
  throw new SealabError('not-found', `Lab ${lab} has no customer key “${name}”.`, {
    fix: names.length === 0 ? 'Make one first.' : `There is: ${names.join(', ')}.`,
  });
}

/** A request for one object, with the value of its customer key. */
export function readRequest(
  { lab, bucket, key, versionId }: ObjectRef,
  secrets: LabSecrets,
  customerKey: string | undefined,
): ReadRequest {
  const place: ObjectPlace = { bucket, key, ...(versionId === undefined ? {} : { versionId }) };
  return customerKey === undefined
    ? place
    : { ...place, customerKey: customerKeyOf(lab, secrets, customerKey) };
}

/** What a request to write asks for, with the value of its customer key. */
export function requestEncryption(
  lab: string,
  secrets: LabSecrets,
  encryption: ObjectEncryption,
): RequestEncryption {
  switch (encryption.kind) {
    case 'bucket-default':
    case 'sse-s3':
      return { kind: encryption.kind };
    case 'sse-kms':
      return {
        kind: 'sse-kms',
        keyName: encryption.keyName,
        ...(encryption.context === undefined ? {} : { context: encryption.context }),
      };
    case 'sse-c':
      return { kind: 'sse-c', customerKey: customerKeyOf(lab, secrets, encryption.customerKey) };
  }
}
