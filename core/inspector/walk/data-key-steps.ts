import { SealabError, toSealabError } from '#shared/errors.ts';
import { sameBytes } from '../../bytes.ts';
import type { ObjectEncryptionFacts } from '../encryption.ts';
import { readKesKey } from '../kes-key.ts';
import { type KmsCiphertext, readKmsCiphertext } from '../kms-ciphertext.ts';
import { openOffline, walkBuiltinKey } from './offline-key.ts';
import type { StepNotes, WalkRecorder } from './recorder.ts';
import type { WalkSources } from './sources.ts';
import { fromStep } from './steps.ts';

const DATA_KEY_BYTES = 32;
const BUILTIN_SENTENCE =
  'MinIO made a data key for this object, used it, and kept it encrypted with its built-in key. This is what was kept.';

/** What protects a data key: its encrypted form, the KES key's name and the context that it is bound to. */
export interface SealedDataKey {
  readonly keyName: string;
  readonly ciphertext: Uint8Array;
  readonly context: Uint8Array;
  /** Where the encrypted data key was read. */
  readonly origin: string;
  /** Whether an earlier step showed it and the key's name: for an object, not for a file of MinIO itself. */
  readonly isShownBefore: boolean;
}

/**
 * From the encrypted data key to the data key, twice: by KES, and with the KES key out of Vault. Where a built-in key is
 * given, once: with it.
 */
export async function walkDataKey(
  recorder: WalkRecorder,
  sources: WalkSources,
  { sealed, signal }: { readonly sealed: () => SealedDataKey; readonly signal: AbortSignal },
): Promise<Uint8Array | undefined> {
  const { builtinKey } = sources;
  const taken = await recorder.step('kms-ciphertext', (notes) => {
    if (builtinKey !== undefined) notes.sentence = BUILTIN_SENTENCE;
    const dataKey = sealed();
    notes.input(
      {
        id: 'kms-ciphertext',
        name: 'encrypted data key',
        origin: dataKey.origin,
        ...(dataKey.isShownBefore ? { originValue: 'encrypted-data-key' } : {}),
        identity: 'ciphertext',
      },
      { bytes: dataKey.ciphertext },
    );
    if (!dataKey.isShownBefore) {
      const { origin, keyName, ciphertext } = dataKey;
      notes.output({ id: 'key-name', name: 'KES key', origin, identity: 'kes' }, { text: keyName });
      notes.output(
        { id: 'encrypted-data-key', name: 'encrypted data key', origin, identity: 'ciphertext' },
        { bytes: ciphertext },
      );
    }
    const forms = readKmsCiphertext(dataKey.ciphertext);
    const [form] = forms;
    if (form === undefined)
      throw new SealabError('damaged-file', 'The encrypted data key is in no form that KES writes.');
    noteForm(notes, form);
    return { ...dataKey, forms };
  });
  if (taken === undefined) return undefined;
  await recorder.step('context', (notes) => {
    notes.output(
      { id: 'context', name: 'context', origin: 'bucket, key and the client’s context' },
      { json: new TextDecoder().decode(taken.context) },
    );
  });
  if (builtinKey !== undefined)
    return await walkBuiltinKey(recorder, sources.crypto, { sealed: taken, builtinKey });
  const { askedKeyName } = sources;
  const dataKey = await recorder.step('data-key', async (notes) => {
    notes.input(
      {
        id: 'ask-key',
        name: 'KES key',
        ...(askedKeyName === undefined
          ? {
              origin: taken.isShownBefore ? fromStep('version') : taken.origin,
              originValue: 'key-name',
            }
          : { origin: 'chosen for this try' }),
        identity: 'kes',
      },
      { text: askedKeyName ?? taken.keyName },
    );
    notes.input(
      {
        id: 'ask-ciphertext',
        name: 'encrypted data key',
        origin: taken.origin,
        originValue: 'encrypted-data-key',
        identity: 'ciphertext',
      },
      { bytes: taken.ciphertext },
    );
    notes.input(
      { id: 'ask-context', name: 'context', origin: fromStep('context'), originValue: 'context' },
      { bytes: taken.context },
    );
    const answer = await sources.decryptDataKey(askedKeyName ?? taken.keyName, taken, signal);
    notes.output(
      { id: 'data-key', name: 'data key', origin: answer.origin, identity: 'data', isSecret: true },
      { bytes: answer.dataKey },
    );
    notes.check(
      'It has 32 bytes',
      answer.dataKey.length === DATA_KEY_BYTES,
      `${answer.dataKey.length} bytes`,
    );
    return answer.dataKey;
  });
  if (dataKey === undefined) return undefined;
  await walkOffline(recorder, sources, { ...taken, dataKey, signal });
  return recorder.failure === undefined ? dataKey : undefined;
}

function noteForm(notes: StepNotes, form: KmsCiphertext): void {
  const origin = `bytes of the encrypted data key, ${form.form === 'raw' ? 'as KES 0.24 and MinIO’s own key write them' : `as ${form.form}`}`;
  if (form.algorithm !== undefined)
    notes.output({ id: 'kms-algorithm', name: 'algorithm', origin }, { text: form.algorithm });
  if (form.keyId !== undefined)
    notes.output({ id: 'kms-key-id', name: 'id of the KES key', origin }, { text: form.keyId });
  notes.output({ id: 'kms-iv', name: 'IV', origin }, { bytes: form.iv });
  notes.output({ id: 'kms-nonce', name: 'nonce', origin }, { bytes: form.nonce });
  notes.output(
    { id: 'kms-sealed', name: 'ciphertext and tag', origin, identity: 'ciphertext' },
    { bytes: form.sealed },
  );
}

interface OfflineInputs extends SealedDataKey {
  readonly forms: readonly KmsCiphertext[];
  readonly dataKey: Uint8Array;
  readonly signal: AbortSignal;
}

/** A Vault that cannot be read leaves this way out; another data key than KES gave fails the walk. */
async function walkOffline(
  recorder: WalkRecorder,
  sources: WalkSources,
  inputs: OfflineInputs,
): Promise<void> {
  let reason: string | undefined;
  let left: StepNotes | undefined;
  await recorder.step('data-key-offline', async (notes) => {
    let stored: Awaited<ReturnType<WalkSources['storedKesKey']>>;
    try {
      stored = await sources.storedKesKey(inputs.keyName, inputs.signal);
    } catch (thrown) {
      const { code, message } = toSealabError(thrown);
      if (code === 'cancelled') throw thrown;
      reason = `${message} KES still had the key in its cache, so the walk goes on.`;
      left = notes;
      return;
    }
    const opened = openOffline(notes, sources.crypto, {
      sealed: inputs,
      kesKey: readKesKey(stored.text),
      name: `KES key ${inputs.keyName}`,
      origin: stored.origin,
    });
    if (opened === undefined) {
      throw new SealabError('damaged-file', 'The KES key in Vault does not open this data key.', {
        fix: 'The entry in Vault is another key of the same name. KES still has the right one in its cache: read the object before KES is restarted.',
      });
    }
    notes.check(
      'It is the data key that KES gave',
      sameBytes(opened, inputs.dataKey),
      `${opened.length} bytes compared`,
    );
  });
  if (reason !== undefined && left !== undefined) recorder.leaveOut('data-key-offline', left, reason);
}

/** The sealed data key of an object. Throws `damaged-file` where its metadata lacks a part of it. */
export function sealedDataKeyOf(encryption: ObjectEncryptionFacts, context: Uint8Array): SealedDataKey {
  const { keyName, kmsCiphertext } = encryption;
  if (keyName === undefined || kmsCiphertext === undefined) {
    throw new SealabError(
      'damaged-file',
      'The metadata of this object lacks its encrypted data key or the name of its KES key.',
      {
        fix: 'Heal the object with `mc admin heal`, or look at the copy on another drive.',
      },
    );
  }
  return { keyName, ciphertext: kmsCiphertext, context, origin: fromStep('version'), isShownBefore: true };
}
