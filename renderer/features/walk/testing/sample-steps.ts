import type { WalkStep } from '#shared/contract/walk.ts';
import { secret, step, value } from './sample-step.ts';

/** The steps of a walk of an SSE-S3 object that reached the plaintext. */
export function sampleSteps(): readonly WalkStep[] {
  return [
    step('read', {
      sentence: 'Each drive keeps a copy of the metadata of the object, with a hash over it.',
      inputs: [
        value('files', {
          name: 'xl.meta of 4 drives',
          type: 'text',
          lengthBytes: 1_912,
          value: '4 × 478 bytes',
          origin: 'the drives minio1 to minio4',
        }),
      ],
      formula: 'xxHash64(meta, 0), low 32 bits',
      outputs: [
        value('iv', {
          name: 'IV',
          origin: 'xl.meta of drive minio1, MetaSys.X-Minio-Internal-Server-Side-Encryption-Iv, base64',
        }),
        value('sealed', {
          name: 'sealed object key',
          lengthBytes: 64,
          identity: 'ciphertext',
          value: `20001f00${'5e'.repeat(60)}`,
          origin:
            'xl.meta of drive minio1, MetaSys.X-Minio-Internal-Server-Side-Encryption-S3-Sealed-Key, base64',
        }),
      ],
      checks: [
        { title: '4 of 4 drives agree', ok: true, evidence: 'signature 6fa1 02c4 on each' },
        { title: 'The xxHash holds', ok: true, evidence: 'stored 9b02 77e1, computed 9b02 77e1' },
      ],
    }),
    step('version', {
      sentence: 'The newest version is taken, unless one is asked for.',
      inputs: [
        value('ids', { name: 'versions', type: 'text', lengthBytes: 4, value: 'null', origin: 'step 1' }),
      ],
      outputs: [
        value('version', { name: 'version', type: 'text', lengthBytes: 4, value: 'null', origin: 'step 1' }),
      ],
      checks: [{ title: 'It is an object', ok: true, evidence: 'Type 1, flags 6' }],
      source: 'minio cmd/xl-storage-format-v2.go',
    }),
    step('kms-ciphertext', {
      sentence: 'The data key is stored beside the object, encrypted with the KES key my-key.',
      outputs: [
        value('kms', {
          name: 'KMS ciphertext',
          lengthBytes: 76,
          identity: 'ciphertext',
          value: 'c3'.repeat(76),
          origin: 'xl.meta of drive minio1, S3-Kms-Sealed-Key',
        }),
      ],
      checks: [{ title: 'It has the raw form', ok: true, evidence: '48 + 16 + 12 bytes' }],
      source: 'kes internal/crypto/ciphertext.go',
    }),
    step('context', {
      sentence: 'KES opens the data key only with the same context that it was made with.',
      outputs: [
        value('context', {
          type: 'json',
          lengthBytes: 41,
          value: '{"invoices":"invoices/2026/letter.txt"}',
          origin: 'bucket and name of the object',
        }),
      ],
      source: 'minio internal/kms/context.go',
    }),
    step('data-key', {
      sentence: 'KES opens the data key with the KES key, which never leaves KES.',
      inputs: [
        value('kms-in', {
          name: 'KMS ciphertext',
          lengthBytes: 76,
          identity: 'ciphertext',
          value: 'c3'.repeat(76),
          origin: 'step 3',
          originValue: 'kms',
        }),
        value('context-in', {
          name: 'context',
          type: 'json',
          lengthBytes: 41,
          value: '{"invoices":"invoices/2026/letter.txt"}',
          origin: 'step 4',
          originValue: 'context',
        }),
      ],
      formula: 'POST /v1/key/decrypt/my-key (KMS ciphertext, context)',
      outputs: [secret('data', { name: 'data key', identity: 'data', origin: 'KES /v1/key/decrypt/my-key' })],
      checks: [{ title: 'KES answers 200', ok: true, evidence: 'https://127.0.0.1:7373, 3 ms' }],
      source: 'kes server.go',
      tookMs: 3.2,
    }),
    step('data-key-offline', {
      sentence: 'The same data key, opened by Sealab with the KES key out of Vault.',
      inputs: [secret('kes-key', { name: 'KES key', identity: 'kes', origin: 'Vault kv/data/my-key' })],
      formula: 'AES-256-GCM-open(HMAC-SHA256(KES key, iv), nonce, bytes, context)',
      outputs: [secret('data-2', { name: 'data key', identity: 'data', origin: 'step 6' })],
      checks: [{ title: 'Both ways give the same 32 bytes', ok: true, evidence: 'compared in memory' }],
      source: 'kes internal/crypto/key.go',
    }),
    step('kek', {
      sentence:
        'The data key does not open the object key directly. It makes a key that fits only this bucket, this name and this IV.',
      inputs: [
        secret('kek-data', { name: 'data key', identity: 'data', origin: 'step 5', originValue: 'data' }),
        value('kek-iv', { name: 'IV', origin: 'step 1', originValue: 'iv' }),
        value('kek-domain', {
          name: '"SSE-S3"',
          type: 'text',
          lengthBytes: 6,
          value: 'SSE-S3',
          origin: 'fixed word: S3-Sealed-Key is there',
        }),
        value('kek-algorithm', {
          name: '"DAREv2-HMAC-SHA256"',
          type: 'text',
          lengthBytes: 18,
          value: 'DAREv2-HMAC-SHA256',
          origin: 'fixed word',
        }),
        value('kek-path', {
          name: 'path',
          type: 'text',
          lengthBytes: 24,
          value: 'invoices/2026/letter.txt',
          origin: 'bucket and name, cleaned',
        }),
      ],
      formula: 'key encryption key = HMAC-SHA256(data key, IV ‖ "SSE-S3" ‖ "DAREv2-HMAC-SHA256" ‖ path)',
      outputs: [secret('kek', { name: 'key encryption key', identity: 'object', origin: 'step 7' })],
      checks: [],
    }),
    step('object-key', {
      sentence: 'The sealed key is one DARE package. The key encryption key opens it.',
      inputs: [
        secret('object-kek', {
          name: 'key encryption key',
          identity: 'object',
          origin: 'step 7',
          originValue: 'kek',
        }),
        value('object-sealed', {
          name: 'sealed object key',
          lengthBytes: 64,
          identity: 'ciphertext',
          value: `20001f00${'5e'.repeat(60)}`,
          origin: 'step 1',
          originValue: 'sealed',
        }),
      ],
      formula: 'object key = DARE2-open(key encryption key, sealed object key)',
      outputs: [secret('object', { name: 'object key', identity: 'object', origin: 'step 8' })],
      checks: [{ title: 'The tag holds', ok: true, evidence: 'AES-256-GCM, final package, sequence 0' }],
    }),
    step('part-key', { state: 'skipped', reason: 'not needed: a single PUT' }),
    step('shards', {
      sentence: 'Two of four shards are enough; the data shards are taken where they are.',
      outputs: [
        value('shards', {
          name: 'shards',
          type: 'text',
          lengthBytes: 0,
          value: '1 on minio3, 2 on minio4',
          origin: 'EcIndex of each xl.meta',
        }),
      ],
      source: 'minio cmd/erasure-coding.go',
    }),
    step('bitrot', {
      checks: [
        { title: '2 of 2 hashes hold', ok: true, evidence: 'HighwayHash-256 of 524,288 and 524,288 bytes' },
      ],
      source: 'minio cmd/bitrot-streaming.go',
    }),
    step('packages', {
      checks: [{ title: '16 of 16 tags hold', ok: true, evidence: 'AES-256-GCM, the last one is final' }],
      source: 'sio reader-v2.go',
    }),
    step('plaintext', {
      outputs: [
        value('plaintext', {
          type: 'bytes',
          lengthBytes: 1_048_576,
          identity: 'plaintext',
          value: '44656172',
          origin: 'step 12',
        }),
      ],
    }),
    step('etag', {
      checks: [
        { title: 'The MD5 equals the opened ETag', ok: true, evidence: '9e107d9d372bb6826bd81d3542a419d6' },
      ],
    }),
  ];
}
