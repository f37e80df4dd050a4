import { SealabError } from '#shared/errors.ts';
import { toHex } from '../../bytes.ts';
import type { Crypto } from '../../ports/crypto.ts';
import type { ObjectEncryptionFacts } from '../encryption.ts';
import { boundPath } from '../kms-context.ts';
import { keyEncryptionKey, openSealedKey, partKey } from '../object-key.ts';
import type { XlObject } from '../xl-types.ts';
import { dataKeyStep } from './offline-key.ts';
import type { WalkRecorder } from './recorder.ts';
import type { CustomerKey, WalkSources } from './sources.ts';
import { fromStep } from './steps.ts';

export interface ObjectKeyInputs {
  readonly bucket: string;
  readonly key: string;
  readonly encryption: ObjectEncryptionFacts;
  /** The data key, or the customer keys to try. */
  readonly candidates: readonly CustomerKey[];
}

/** From the data key (or a customer key) to the object key. */
export async function walkObjectKey(
  recorder: WalkRecorder,
  { crypto }: WalkSources,
  { bucket, key, encryption, candidates }: ObjectKeyInputs,
): Promise<Uint8Array | undefined> {
  const isCustomers = encryption.mode === 'sse-c';
  const opener = dataKeyStep(recorder);
  const kekOf = ({ value }: CustomerKey): Uint8Array =>
    keyEncryptionKey(crypto, value, {
      iv: encryption.iv,
      mode: encryption.mode,
      sealAlgorithm: encryption.sealAlgorithm,
      bucket,
      key,
    });
  const kek = await recorder.step('kek', (notes) => {
    // Of several customer keys the one that opens the object is shown; where none does, the first.
    const right =
      candidates.length < 2
        ? undefined
        : candidates.find((one) => opens(crypto, kekOf(one), encryption.sealedKey));
    const shown = right ?? candidates[0];
    const path = boundPath(bucket, key);
    // A key that is not there is no value.
    if (shown !== undefined) {
      notes.input(
        isCustomers
          ? {
              id: 'outer-key',
              name: 'customer key',
              origin: customerKeyOrigin(candidates, right),
              identity: 'data',
              isSecret: true,
            }
          : {
              id: 'outer-key',
              name: 'data key',
              origin: fromStep(opener),
              originValue: opener,
              identity: 'data',
              isSecret: true,
            },
        { bytes: shown.value },
      );
    }
    notes.input(
      { id: 'kek-iv', name: 'IV', origin: fromStep('version'), originValue: 'iv' },
      { bytes: encryption.iv },
    );
    notes.input(
      { id: 'kek-domain', name: 'kind of encryption', origin: fromStep('version'), originValue: 'mode' },
      { text: encryption.mode.toUpperCase() },
    );
    notes.input({ id: 'kek-path', name: 'name of the object', origin: 'bucket and key' }, { text: path });
    if (shown === undefined) throw noCustomerKey(bucket, key);
    const derived = kekOf(shown);
    notes.output(
      {
        id: 'kek',
        name: 'key encryption key',
        origin: 'derived, stored nowhere',
        identity: 'object',
        isSecret: true,
      },
      { bytes: derived },
    );
    return derived;
  });
  if (kek === undefined) return undefined;
  return await recorder.step('object-key', (notes) => {
    notes.input(
      {
        id: 'open-kek',
        name: 'key encryption key',
        origin: fromStep('kek'),
        originValue: 'kek',
        identity: 'object',
        isSecret: true,
      },
      { bytes: kek },
    );
    notes.input(
      {
        id: 'open-sealed',
        name: 'sealed object key',
        origin: fromStep('version'),
        originValue: 'sealed-key',
        identity: 'ciphertext',
      },
      { bytes: encryption.sealedKey },
    );
    notes.input(
      { id: 'open-header', name: 'its DARE header', origin: 'first 16 bytes of the sealed key' },
      { bytes: encryption.sealedKey.subarray(0, 16) },
    );
    const objectKey = openSealedKey(crypto, kek, encryption.sealedKey);
    if (objectKey === undefined)
      throw isCustomers ? wrongCustomerKey(candidates) : boundElsewhere(bucket, key);
    notes.output(
      {
        id: 'object-key',
        name: 'object key',
        origin: 'opened',
        identity: 'object',
        isSecret: true,
      },
      { bytes: objectKey },
    );
    notes.check('The tag is right', true, `tag ${toHex(encryption.sealedKey.subarray(48))}`);
    return objectKey;
  });
}

/** A sealed key in no form at all fails the step that opens it, and no key opens it before. */
function opens(crypto: Crypto, kek: Uint8Array, sealedKey: Uint8Array): boolean {
  try {
    return openSealedKey(crypto, kek, sealedKey) !== undefined;
  } catch {
    return false;
  }
}

/** The name of the customer key that is shown, and how it was found among those that were tried. */
function customerKeyOrigin(tried: readonly CustomerKey[], right: CustomerKey | undefined): string {
  if (right === undefined) return tried.map(({ name }) => name).join(', ');
  return `${right.name}, the one of ${tried.length} kept keys that opens the object`;
}

/** The key of each part's stream; the object key itself where the object is not a multipart upload. */
export async function walkPartKeys(
  recorder: WalkRecorder,
  { crypto }: WalkSources,
  {
    object,
    encryption,
    objectKey,
  }: {
    readonly object: XlObject;
    readonly encryption: ObjectEncryptionFacts;
    readonly objectKey: Uint8Array;
  },
): Promise<ReadonlyMap<number, Uint8Array>> {
  if (!encryption.isMultipart) {
    recorder.skip(
      'part-key',
      'The object was uploaded in one piece: its bytes are encrypted with the object key itself.',
    );
    return new Map(object.parts.map(({ number }) => [number, objectKey]));
  }
  const keys = await recorder.step('part-key', (notes) => {
    notes.input(
      {
        id: 'part-object-key',
        name: 'object key',
        origin: fromStep('object-key'),
        originValue: 'object-key',
        identity: 'object',
        isSecret: true,
      },
      { bytes: objectKey },
    );
    notes.input(
      { id: 'part-numbers', name: 'part numbers', origin: `${fromStep('version')}, PartNums` },
      { text: object.parts.map(({ number }) => number).join(', ') },
    );
    return object.parts.map(({ number }) => {
      const value = partKey(crypto, objectKey, number);
      notes.output(
        {
          id: `part-key-${number}`,
          name: `key of part ${number}`,
          origin: 'derived, stored nowhere',
          identity: 'object',
          isSecret: true,
        },
        { bytes: value },
      );
      return [number, value] as const;
    });
  });
  return new Map(keys ?? []);
}

function noCustomerKey(bucket: string, key: string): SealabError {
  return new SealabError(
    'not-found',
    `${bucket}/${key} is encrypted with a customer key (SSE-C), and the lab keeps none.`,
    {
      fix: 'Give the key; in a terminal with `--customer-key-file FILE`. Nobody else has it: not MinIO, not KES, not Vault.',
    },
  );
}

function wrongCustomerKey(tried: readonly CustomerKey[]): SealabError {
  return new SealabError(
    'unauthorized',
    `None of the ${tried.length} customer keys opens this object: ${tried.map(({ name }) => name).join(', ')}.`,
    {
      fix: 'Give the key that the object was written with; in a terminal with `--customer-key-file FILE`. A lost customer key is a lost object.',
    },
  );
}

function boundElsewhere(bucket: string, key: string): SealabError {
  return new SealabError('damaged-file', `The sealed key does not open under the name ${bucket}/${key}.`, {
    fix: 'The files were copied here from another object, or the sealed key was changed. Look at the object that it was made for.',
  });
}
