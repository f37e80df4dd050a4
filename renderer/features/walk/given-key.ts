import type { InputOf } from '#shared/contract/index.ts';
import type { EncryptionMode } from '#shared/contract/objects.ts';
import type { WalkStep } from '#shared/contract/walk.ts';

/** What a walk can be given where the lab does not have it: an SSE-C key, or the one key of a MinIO without KES. */
export type GivenKind = 'customer' | 'builtin';

/** A key that somebody typed. It goes with the walks of one page and is kept nowhere. */
export interface GivenKey {
  readonly kind: GivenKind;
  /** Of a customer key 32 bytes in base64; of a built-in key `NAME:BASE64`. */
  readonly value: string;
}

/** What a typed text is: a key, and how it was read, or what is wrong with it. */
export type ReadKey = { readonly key: GivenKey; readonly readAs: string } | { readonly problem: string };

const BASE64_OF_32 = /^[A-Za-z0-9+/]{43}=?$/;
const HEX_OF_32 = /^[0-9a-f]{64}$/i;
const TEXT_OF_32 = /^[\x20-\x7E]{32}$/;
const BUILTIN = /^(?:export\s+)?(?:MINIO_KMS_SECRET_KEY=)?(["']?)([^\s:"']+:[A-Za-z0-9+/]{43}=)\1$/;

/**
 * Reads a customer key as its tools take it: 32 bytes in base64, with or without padding (mc `cmd/encryption-methods.go`,
 * parseSSEKey), as 64 hex digits, or as a text of 32 characters (AWS CLI, `--sse-c-key`); a built-in key as the value of
 * `MINIO_KMS_SECRET_KEY`, or as the whole line. Pure.
 */
export function readGivenKey(kind: GivenKind, text: string): ReadKey {
  const typed = text.trim();
  if (kind === 'builtin') {
    const value = BUILTIN.exec(typed)?.[2];
    return value === undefined
      ? { problem: 'It is a name, a colon, and 32 bytes in base64: 44 characters that end in =.' }
      : { key: { kind, value }, readAs: `The key ${value.slice(0, value.indexOf(':'))}, 32 bytes.` };
  }
  if (BASE64_OF_32.test(typed)) {
    const value = `${typed.slice(0, 43)}=`;
    return { key: { kind, value }, readAs: 'Read as base64: 32 bytes.' };
  }
  if (HEX_OF_32.test(typed)) {
    const bytes = (typed.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
    return { key: { kind, value: btoa(String.fromCharCode(...bytes)) }, readAs: 'Read as hex: 32 bytes.' };
  }
  if (TEXT_OF_32.test(typed))
    return { key: { kind, value: btoa(typed) }, readAs: 'Read as text: 32 characters are 32 bytes.' };
  return {
    problem: 'It is 32 bytes: 43 or 44 characters of base64, 64 hex digits, or a text of 32 characters.',
  };
}

/** What the walk gets of it. */
export function givenInput(
  given: GivenKey | undefined,
): Pick<InputOf<'inspector.walk'>, 'customerKeyValue' | 'kmsSecretKey'> {
  if (given === undefined) return {};
  return given.kind === 'customer' ? { customerKeyValue: given.value } : { kmsSecretKey: given.value };
}

/** KES answers 404 for a key that it does not have, and 400 for a data key that another key sealed. */
const SEALED_ELSEWHERE: ReadonlySet<unknown> = new Set([400, 404]);

/** The kind that can help where a walk, with the key that it was given, stops at a step; undefined where no key does. */
export function missingKind(
  encryption: EncryptionMode,
  { id, state, error }: WalkStep,
  given?: GivenKind,
): GivenKind | undefined {
  if (state !== 'failed') return undefined;
  if (encryption === 'sse-c') return id === 'kek' || id === 'object-key' ? 'customer' : undefined;
  if (given === 'builtin') return id === 'data-key-offline' ? 'builtin' : undefined;
  return id === 'data-key' && SEALED_ELSEWHERE.has(error?.details?.['status']) ? 'builtin' : undefined;
}
