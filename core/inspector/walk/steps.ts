import type { WalkStep, WalkStepId } from '#shared/contract/walk.ts';

/** Title, sentence, formula and source of each step of the walk, in order. */
export const walkSteps: readonly Pick<WalkStep, 'id' | 'title' | 'sentence' | 'formula' | 'source'>[] = [
  {
    id: 'read',
    title: 'Read xl.meta from every drive',
    sentence:
      'Each drive of the erasure set keeps the metadata of the object beside its share of the bytes. Sealab reads the files themselves; it does not ask the server.',
    formula: 'magic "XL2 " ‖ version ‖ MessagePack ‖ low 32 bits of xxHash64 ‖ inline data',
    source: 'MinIO cmd/xl-storage-format-v2.go',
  },
  {
    id: 'version',
    title: 'Choose the version, and read how it is encrypted',
    sentence:
      'The newest version is taken unless you ask for another. Its internal metadata holds everything that is needed to open the object, but for one key.',
    formula: 'most drives with one (version id, time, signature)',
    source: 'MinIO cmd/erasure-metadata.go, internal/crypto/metadata.go',
  },
  {
    id: 'kms-ciphertext',
    title: 'Take the encrypted data key apart',
    sentence:
      'KES made a data key for this object and gave it to MinIO twice: in clear, to use, and encrypted, to keep. This is the one that was kept.',
    formula:
      'KES 0.24: ciphertext ‖ tag ‖ IV (16) ‖ nonce (12); KES 0.23: MessagePack [algorithm, key id, IV, nonce, bytes]',
    source: 'KES internal/crypto/ciphertext.go',
  },
  {
    id: 'context',
    title: 'Build the context',
    sentence:
      'The context binds the data key to the name of the object. With any other name KES refuses to decrypt it.',
    formula: 'canonical JSON of {bucket: bucket/key} and the client’s own context, keys sorted by bytes',
    source: 'MinIO internal/kms/context.go, internal/crypto/sse-s3.go, sse-kms.go',
  },
  {
    id: 'data-key',
    title: 'Let KES decrypt the data key',
    sentence:
      'Sealab asks KES with its own client certificate, as MinIO does with its one. KES fetches the KES key from Vault, unless it has it in its cache.',
    formula: 'POST /v1/key/decrypt/NAME {ciphertext, context} → data key (32 bytes)',
    source: 'KES internal/api/key.go',
  },
  {
    id: 'data-key-offline',
    title: 'Decrypt it without KES',
    sentence:
      'The KES key lies in Vault. Sealab reads it there and opens the data key with its own code: both ways must give the same bytes.',
    formula:
      'wrapping key = HMAC-SHA256(KES key, IV); data key = AES-256-GCM-open(wrapping key, nonce, ciphertext, context)',
    source: 'KES internal/crypto/key.go',
  },
  {
    id: 'kek',
    title: 'Derive the key encryption key',
    sentence:
      'It exists only while an object is opened. IV, kind of encryption and name go into it, so a sealed key that was copied to another object does not open.',
    formula: 'HMAC-SHA256(data key, IV ‖ "SSE-…" ‖ "DAREv2-HMAC-SHA256" ‖ "bucket/key")',
    source: 'MinIO internal/crypto/key.go',
  },
  {
    id: 'object-key',
    title: 'Open the sealed object key',
    sentence:
      'The object key encrypts the bytes. It was made at random for this object, and is kept only in sealed form.',
    formula: 'DARE 2.0 open(key encryption key, 64 bytes) → object key (32 bytes)',
    source: 'MinIO internal/crypto/key.go, sio reader-v2.go',
  },
  {
    id: 'part-key',
    title: 'Derive a key for each part',
    sentence: 'The parts of a multipart upload are encrypted each with a key of its own.',
    formula: 'HMAC-SHA256(object key, part number as 4 bytes, little endian)',
    source: 'MinIO internal/crypto/key.go, DerivePartKey',
  },
  {
    id: 'shards',
    title: 'Collect the shards',
    sentence:
      'The encrypted bytes are split into blocks, and each block over the data drives. As many shards as there are data drives are enough; parity stands in for a lost one.',
    formula: 'block = data shard 1 ‖ … ‖ data shard K, cut to its length',
    source: 'MinIO cmd/erasure-coding.go, erasure-encode.go',
  },
  {
    id: 'bitrot',
    title: 'Check every bitrot hash',
    sentence:
      'A hash lies before each chunk on the drive. It shows that the drive gives back what was written, not who wrote it.',
    formula: 'HighwayHash-256(fixed key, chunk) = the 32 bytes before it',
    source: 'MinIO cmd/bitrot-streaming.go, highwayhash',
  },
  {
    id: 'packages',
    title: 'Open the packages',
    sentence:
      'The joined bytes are a row of packages of 64 KiB. Each is opened and authenticated on its own; its place in the row is part of what is authenticated.',
    formula: 'AEAD-open(object or part key, nonce ⊕ number, ciphertext ‖ tag, header[0..4))',
    source: 'sio dare.go, DARE.md',
  },
  {
    id: 'plaintext',
    title: 'The plaintext',
    sentence: 'What was uploaded, byte for byte.',
    formula: 'SHA-256 of all packages’ plaintext',
    source: 'FIPS 180-4',
  },
  {
    id: 'etag',
    title: 'Compare with the ETag',
    sentence:
      'MinIO keeps the MD5 of the plaintext as ETag, sealed with the object key, because it would tell about the content.',
    formula: 'DARE 2.0 open(HMAC-SHA256(object key, "SSE-etag"), stored ETag) = MD5(plaintext)',
    source: 'MinIO cmd/encryption-v1.go',
  },
];

/** How an input says that it is the output of a step before. */
export function fromStep(id: WalkStepId): string {
  return `“${walkSteps.find((step) => step.id === id)?.title ?? id}”`;
}
