import type { TryView } from '#shared/contract/tries.ts';
import type { StripPart, WalkStep, WalkStepId, WalkView } from '#shared/contract/walk.ts';
import { secret, value } from './sample-step.ts';
import { sampleSteps } from './sample-steps.ts';

const SENT = new TextEncoder().encode(
  'Dear reader, this letter was on four drives, and on none of them in clear.\n',
);

const STRIP: readonly StripPart[] = ['minio1', 'minio2', 'minio3', 'minio4'].flatMap((drive, index) =>
  index < 2
    ? [
        { kind: 'bitrot-hash' as const, drive, lengthBytes: 32 },
        ...Array.from({ length: 8 }, (): StripPart[] => [
          { kind: 'dare-header', drive, lengthBytes: 16 },
          { kind: 'ciphertext', drive, lengthBytes: 65_536 },
          { kind: 'tag', drive, lengthBytes: 16 },
        ]).flat(),
      ]
    : [
        { kind: 'bitrot-hash' as const, drive, lengthBytes: 32 },
        { kind: 'parity' as const, drive, lengthBytes: 524_544 },
      ],
);

const PLAIN_STRIP: readonly StripPart[] = [
  { kind: 'bitrot-hash', drive: 'minio1', lengthBytes: 32 },
  { kind: 'plaintext', drive: 'minio1', lengthBytes: 524_544 },
  { kind: 'bitrot-hash', drive: 'minio2', lengthBytes: 32 },
  { kind: 'plaintext', drive: 'minio2', lengthBytes: 524_543 },
  { kind: 'padding', drive: 'minio2', lengthBytes: 1 },
];

const TRIES: readonly TryView[] = [
  { kind: 'bitrot', title: 'Flip one bit on a drive', sentence: 'As a failing disk does.' },
  {
    kind: 'swap-packages',
    title: 'Swap the first two packages',
    sentence: 'Only their order is another one.',
    reason: 'It has fewer than two packages.',
  },
];

/** A walk of an SSE-S3 object on four drives that reached the plaintext. */
export function sampleWalk(change: Partial<WalkView> = {}): WalkView {
  return {
    walk: 'walk-1',
    bucket: 'invoices',
    key: '2026/letter.txt',
    versionId: 'null',
    encryption: 'sse-s3',
    keyName: 'my-key',
    parts: 1,
    ok: true,
    steps: [...sampleSteps()],
    strip: [...STRIP],
    tries: [...TRIES],
    plaintext: {
      sizeBytes: 1_048_576,
      sha256: 'a3f5c9e0b1d24c7788e3f0a1b2c3d4e5f60718293a4b5c6d7e8f9012a3b4c5d6',
      preview: SENT,
    },
    ...change,
  };
}

/** The walk of an object whose data key nobody opens: Vault is sealed. */
export function sealedWalk(): WalkView {
  const steps = sampleSteps().map((one, index): WalkStep => {
    if (index < 4) return one;
    if (one.id !== 'data-key') return { ...one, state: 'not-reached', outputs: [], checks: [], inputs: [] };
    return {
      ...one,
      state: 'failed',
      outputs: [],
      error: {
        code: 'kes-error',
        message: 'KES does not open the data key: it cannot read my-key, because Vault is sealed.',
        fix: 'Unseal Vault, then walk again: `sealab action run first-lab vault.unseal`.',
        details: {
          evidence: [
            'POST /v1/key/decrypt/my-key: 502 failed to read key',
            'GET /v1/status: keystore_unreachable true',
          ],
        },
      },
      checks: [{ title: 'KES answers 200', ok: false, evidence: '502 failed to read key' }],
    };
  });
  return withoutPlaintext({ ...sampleWalk(), key: 'sealed.txt', ok: false, steps });
}

/** Every other kind of object that a page has to show, by its key. */
export function sampleWalks(): ReadonlyMap<string, WalkView> {
  const whole = sampleWalk();
  const replaced = (id: WalkStepId, change: Partial<WalkStep>): WalkStep[] =>
    whole.steps.map((one) => (one.id === id ? { ...one, ...change } : one));
  const skip = (ids: readonly WalkStepId[], reason: string): WalkStep[] =>
    whole.steps.map((one) =>
      ids.includes(one.id) ? { ...one, state: 'skipped', reason, inputs: [], outputs: [], checks: [] } : one,
    );
  const views: readonly WalkView[] = [
    whole,
    sealedWalk(),
    {
      ...whole,
      key: 'kms.txt',
      encryption: 'sse-kms',
      steps: replaced('context', {
        outputs: [
          value('context', {
            type: 'json',
            lengthBytes: 58,
            value: '{"invoices":"invoices/kms.txt","project":"blue & green"}',
            origin: 'the client’s context and the bucket',
          }),
        ],
      }),
    },
    {
      ...whole,
      key: 'customer.txt',
      encryption: 'sse-c',
      steps: skip(['kms-ciphertext', 'context', 'data-key', 'data-key-offline'], 'SSE-C asks no KMS.').map(
        (one) =>
          one.id === 'kek'
            ? {
                ...one,
                inputs: one.inputs.map((input) =>
                  input.id === 'kek-data'
                    ? secret('customer', { name: 'customer key', identity: 'data', origin: 'demo-key' })
                    : input,
                ),
              }
            : one,
      ),
    },
    {
      ...whole,
      key: 'parts.bin',
      parts: 3,
      steps: replaced('part-key', {
        state: 'done',
        formula: 'part key = HMAC-SHA256(object key, LE32(part number))',
        inputs: [
          secret('part-object', {
            name: 'object key',
            identity: 'object',
            origin: 'step 8',
            originValue: 'object',
          }),
        ],
        outputs: [2, 5, 7].map((part) =>
          secret(`part-${part}`, { name: `part key ${part}`, identity: 'object', origin: 'step 9' }),
        ),
      }),
    },
    {
      ...whole,
      key: 'two-drives.txt',
      strip: whole.strip.map((part) =>
        part.drive === 'minio1' || part.drive === 'minio2' ? { ...part, kind: 'missing' as const } : part,
      ),
      steps: replaced('shards', {
        checks: [
          {
            title: 'Reconstructed from 2 parity shards',
            ok: true,
            evidence: '1 block computed; minio1 and minio2 are taken away',
          },
        ],
      }),
    },
    {
      ...whole,
      key: 'plain.txt',
      encryption: 'none',
      strip: [...PLAIN_STRIP],
      steps: skip(
        [
          'kms-ciphertext',
          'context',
          'data-key',
          'data-key-offline',
          'kek',
          'object-key',
          'part-key',
          'packages',
        ],
        'the object is not encrypted',
      ),
    },
    withoutPlaintext({
      ...whole,
      key: 'deleted.txt',
      encryption: 'none',
      parts: 0,
      strip: [],
      steps: whole.steps.map((one, index) =>
        index < 2
          ? one
          : {
              ...one,
              state: 'skipped',
              reason: 'a delete marker holds no data',
              inputs: [],
              outputs: [],
              checks: [],
            },
      ),
    }),
  ];
  return new Map(views.map((view) => [view.key, view]));
}

function withoutPlaintext({ plaintext: _left, ...view }: WalkView): WalkView {
  return view;
}
