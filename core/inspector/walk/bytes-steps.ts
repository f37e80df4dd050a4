import { SealabError } from '#shared/errors.ts';
import { toHex } from '../../bytes.ts';
import type { PlaintextFacts } from '../../ports/plaintext-reader.ts';
import { openEtag } from '../object-key.ts';
import type { WalkedMetadata } from './metadata-steps.ts';
import type { WalkRecorder } from './recorder.ts';
import { type BytesInputs, walkShards } from './shard-steps.ts';
import type { WalkSources } from './sources.ts';
import { fromStep } from './steps.ts';

/** Shards, bitrot, packages and plaintext. */
export async function walkBytes(
  recorder: WalkRecorder,
  sources: WalkSources,
  inputs: BytesInputs,
): Promise<PlaintextFacts | undefined> {
  const { metadata, partKeys } = inputs;
  const { facts, packageFailure } = await walkShards(recorder, sources, inputs);
  if (partKeys.size === 0)
    recorder.skip('packages', 'The object is not encrypted: there are no packages to open.');
  else {
    await recorder.step('packages', (notes) => {
      if (packageFailure !== undefined) throw packageFailure;
      if (facts === undefined) return;
      notes.input(
        {
          id: 'stream-key',
          name: 'key of the stream',
          origin: fromStep(metadata.encryption?.isMultipart === true ? 'part-key' : 'object-key'),
          originValue:
            metadata.encryption?.isMultipart === true
              ? `part-key-${metadata.object.parts[0]?.number ?? 1}`
              : 'object-key',
          identity: 'object',
          isSecret: true,
        },
        { bytes: partKeys.values().next().value ?? new Uint8Array() },
      );
      if (facts.cipher !== undefined)
        notes.input(
          { id: 'cipher', name: 'cipher', origin: 'byte 1 of each package header' },
          { text: facts.cipher },
        );
      notes.output(
        { id: 'package-count', name: 'packages opened', origin: 'the stream' },
        { number: facts.packages },
      );
      notes.check(
        'Every tag is right',
        true,
        `${facts.packages} packages, in order, the last one marked as last`,
      );
    });
  }
  return await recorder.step('plaintext', (notes) => {
    if (facts === undefined) throw new SealabError('internal', 'The bytes were not read.');
    notes.output(
      { id: 'plaintext', name: 'plaintext, its first bytes', origin: 'the packages', identity: 'plaintext' },
      { bytes: facts.preview },
    );
    notes.output({ id: 'size', name: 'size in bytes', origin: 'counted' }, { number: facts.sizeBytes });
    notes.output({ id: 'sha256', name: 'SHA-256', origin: 'computed' }, { text: facts.sha256 });
    const compression = metadata.encryption?.compression;
    const expected = compression === undefined ? plainSize(metadata) : undefined;
    if (expected !== undefined)
      notes.check(
        'It is as long as MinIO says',
        facts.sizeBytes === expected,
        `${facts.sizeBytes} bytes, PartASizes says ${expected}`,
      );
    if (compression !== undefined) {
      notes.sentence = `What MinIO encrypted: the object compressed with ${compression}. Sealab does not unpack it, so size and SHA-256 are those of the compressed bytes.`;
    }
    return facts;
  });
}

/** The ETag of a single upload is the MD5 of the plaintext, sealed; other kinds tell nothing about the plaintext. */
export async function walkEtag(
  recorder: WalkRecorder,
  { crypto }: WalkSources,
  {
    metadata,
    objectKey,
    facts,
  }: {
    readonly metadata: WalkedMetadata;
    readonly objectKey: Uint8Array | undefined;
    readonly facts: PlaintextFacts;
  },
): Promise<void> {
  const { encryption, object } = metadata;
  const etag = object.user.get('etag') ?? '';
  if (encryption?.isMultipart === true || etag.includes('-')) {
    recorder.skip(
      'etag',
      `The ETag of a multipart upload, ${etag}, is made from the MD5 of its parts; it is kept in clear.`,
    );
    return;
  }
  if (encryption?.compression !== undefined) {
    recorder.skip('etag', 'The ETag is the MD5 of the object before it was compressed.');
    return;
  }
  await recorder.step('etag', (notes) => {
    notes.input(
      {
        id: 'stored-etag',
        name: 'stored ETag',
        origin: 'MetaUsr, etag',
        ...(objectKey === undefined ? {} : { identity: 'ciphertext' as const }),
      },
      { text: etag },
    );
    notes.input(
      { id: 'md5', name: 'MD5 of the plaintext', origin: fromStep('plaintext') },
      { text: facts.md5 },
    );
    if (objectKey === undefined || etag.length === 32) {
      notes.check('The ETag is the MD5 of the plaintext', etag === facts.md5, `${etag} and ${facts.md5}`);
      return;
    }
    const opened = openEtag(crypto, objectKey, etag);
    if (opened === undefined) {
      throw new SealabError('damaged-file', 'The stored ETag does not open with the object key.', {
        details: { length: etag.length / 2 },
      });
    }
    notes.output(
      { id: 'opened-etag', name: 'opened ETag', origin: 'opened with the object key' },
      { text: toHex(opened) },
    );
    const isMd5 = toHex(opened) === facts.md5;
    if (encryption?.mode === 'sse-s3')
      notes.check('It is the MD5 of the plaintext', isMd5, `${toHex(opened)} and ${facts.md5}`);
    else if (!isMd5) {
      notes.sentence =
        'For SSE-KMS and SSE-C MinIO seals a random number instead of the MD5, unless the client sent a Content-MD5. What clients see as ETag is the tag of this seal.';
    }
  });
}

function plainSize({ object }: WalkedMetadata): number | undefined {
  const sizes = object.parts.map(({ plainBytes }) => plainBytes);
  return sizes.every((size) => size !== undefined)
    ? sizes.reduce((sum: number, size) => sum + (size ?? 0), 0)
    : undefined;
}
