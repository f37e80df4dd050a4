import { SealabError } from '#shared/errors.ts';
import type { Crypto } from '../../ports/crypto.ts';
import { type BuiltinKey, type KesKey, openWithKesKey } from '../kes-key.ts';
import type { KmsCiphertext } from '../kms-ciphertext.ts';
import type { StepNotes, WalkRecorder } from './recorder.ts';
import { fromStep } from './steps.ts';

/** An encrypted data key, with what has been read of it. */
interface ReadDataKey {
  readonly keyName: string;
  readonly ciphertext: Uint8Array;
  readonly context: Uint8Array;
  readonly forms: readonly KmsCiphertext[];
}

/** Opens a data key with our own code, and notes what goes in. undefined where it is not authentic under this key. */
export function openOffline(
  notes: StepNotes,
  crypto: Crypto,
  {
    sealed,
    kesKey,
    ...described
  }: {
    readonly sealed: ReadDataKey;
    readonly kesKey: KesKey;
    readonly name: string;
    readonly origin: string;
  },
): Uint8Array | undefined {
  notes.input({ id: 'kes-key', ...described, identity: 'kes', isSecret: true }, { bytes: kesKey.key });
  notes.input(
    { id: 'offline-iv', name: 'IV', origin: fromStep('kms-ciphertext'), originValue: 'kms-iv' },
    { bytes: sealed.forms[0]?.iv ?? new Uint8Array() },
  );
  notes.input(
    { id: 'offline-context', name: 'context', origin: fromStep('context'), originValue: 'context' },
    { bytes: sealed.context },
  );
  const opened = openWithKesKey(crypto, kesKey, sealed);
  if (opened === undefined) return undefined;
  notes.output(
    { id: 'data-key-offline', name: 'data key', origin: 'our own code', identity: 'data', isSecret: true },
    { bytes: opened },
  );
  return opened;
}

/** The step that gave the data key; its output has the same name. */
export const dataKeyStep = (recorder: WalkRecorder): 'data-key' | 'data-key-offline' =>
  recorder.has('data-key') ? 'data-key' : 'data-key-offline';

/** The data key of a MinIO without KES: its built-in key opens it, and nobody else can be asked. */
export async function walkBuiltinKey(
  recorder: WalkRecorder,
  crypto: Crypto,
  { sealed, builtinKey }: { readonly sealed: ReadDataKey; readonly builtinKey: BuiltinKey },
): Promise<Uint8Array | undefined> {
  recorder.skip('data-key', 'You gave the built-in key of this MinIO: there is no KES to ask.');
  return await recorder.step('data-key-offline', (notes) => {
    notes.sentence =
      'MinIO has its one key itself, in MINIO_KMS_SECRET_KEY. Sealab opens the data key with it, as MinIO does: who reads MinIO’s environment and one drive reads everything.';
    const { name } = builtinKey;
    if (name !== sealed.keyName) {
      throw new SealabError(
        'not-found',
        `This data key was made under the key ${sealed.keyName}; the given built-in key is ${name}.`,
        {
          fix: 'Give the MINIO_KMS_SECRET_KEY that MinIO had when it wrote the object, or none: KES is asked then.',
        },
      );
    }
    const opened = openOffline(notes, crypto, {
      sealed,
      kesKey: builtinKey,
      name: `built-in key ${name}`,
      origin: 'MINIO_KMS_SECRET_KEY, as you gave it',
    });
    if (opened !== undefined) return opened;
    throw new SealabError('unauthorized', `The built-in key ${name} does not open this data key.`, {
      fix: 'It is another key of the same name, or the object was written under another name or by a MinIO with KES.',
    });
  });
}
