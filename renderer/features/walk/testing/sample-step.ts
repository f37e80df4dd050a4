import type { WalkStep, WalkStepId, WalkValue } from '#shared/contract/walk.ts';

const TITLES: Readonly<Record<WalkStepId, string>> = {
  read: 'Read xl.meta',
  version: 'Choose the version',
  'kms-ciphertext': 'Read the KMS ciphertext',
  context: 'Build the context',
  'data-key': 'Open the data key',
  'data-key-offline': 'Open the data key without KES',
  kek: 'Derive the key encryption key',
  'object-key': 'Open the object key',
  'part-key': 'Derive the part keys',
  shards: 'Find the shards',
  bitrot: 'Check the shards',
  packages: 'Open the packages',
  plaintext: 'Plaintext',
  etag: 'Compare',
};

const IV = '36710664d61b9295e5425ff00d65fbfa9071f3626c27b24f1189c014a6f531f5';

/** A step that is done, without anything in it; the fields of `change` win. */
export function step(id: WalkStepId, change: Partial<WalkStep> = {}): WalkStep {
  return {
    id,
    title: TITLES[id],
    sentence: `What ${TITLES[id].toLowerCase()} does and why.`,
    state: 'done',
    inputs: [],
    formula: '',
    outputs: [],
    checks: [],
    source: 'minio internal/crypto/key.go',
    tookMs: 1.4,
    ...change,
  };
}

/** A value of 32 public bytes; the fields of `change` win. */
export function value(id: string, change: Partial<WalkValue> = {}): WalkValue {
  return {
    id,
    name: id,
    type: 'bytes',
    lengthBytes: 32,
    isSecret: false,
    origin: 'xl.meta of drive minio1',
    ...(change.isSecret === true ? {} : { value: IV }),
    ...change,
  };
}

/** A covered value of 32 bytes. */
export function secret(id: string, change: Partial<WalkValue> = {}): WalkValue {
  return value(id, { isSecret: true, ...change });
}
