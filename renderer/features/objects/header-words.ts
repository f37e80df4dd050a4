import type { FieldView } from '#shared/contract/inspector.ts';
import type { EncryptionMode } from '#shared/contract/objects.ts';

export interface HeaderWords {
  readonly meaning: string;
  readonly identity?: FieldView['identity'];
  /** The link of its counterparts among the fields of xl.meta. */
  readonly link?: string;
}

const EXACT: Readonly<Record<string, HeaderWords>> = {
  'x-amz-server-side-encryption': { meaning: 'Made for this answer, stored nowhere.' },
  'x-amz-server-side-encryption-aws-kms-key-id': {
    meaning: 'The name of the KES key, which the server stores; never the key.',
    identity: 'kes',
    link: 'key-name',
  },
  'x-amz-server-side-encryption-context': {
    meaning: 'What the client sent beside the object, in base64.',
    link: 'context',
  },
  'x-amz-server-side-encryption-customer-algorithm': {
    meaning: 'The client brings the key with each request.',
  },
  'x-amz-server-side-encryption-customer-key-md5': {
    meaning: 'Which key the client brought; the server keeps no key.',
  },
  'content-length': { meaning: 'The size of the plaintext; more is stored.' },
  'content-type': { meaning: 'Stored in clear.' },
  'last-modified': { meaning: '' },
  'x-amz-version-id': { meaning: 'Which version this is.' },
  'x-amz-request-id': { meaning: 'Names this request in the trace.' },
};

/** What a header of an answer means for an object of this encryption; empty where there is nothing to say. */
export function headerWords(
  { name, value }: { readonly name: string; readonly value: string },
  mode: EncryptionMode,
): HeaderWords {
  const lower = name.toLowerCase();
  if (lower === 'etag') return { meaning: etagMeaning(value, mode), link: 'etag' };
  if (lower === 'content-length' && mode === 'none') return { meaning: 'The size of the object.' };
  if (lower.startsWith('x-amz-meta-')) return { meaning: 'Metadata of the user is not encrypted.' };
  return EXACT[lower] ?? { meaning: '' };
}

function etagMeaning(value: string, mode: EncryptionMode): string {
  if (/-\d+"?$/.test(value)) return 'Of a multipart object: the MD5 of the parts’ MD5s, and their number.';
  if (/^"?[0-9a-f]{96}"?$/.test(value))
    return 'Still sealed: the server did not get the data key, and says nothing about it.';
  switch (mode) {
    case 'none':
      return 'The MD5 of the content.';
    case 'sse-s3':
      return 'The MD5 of the plaintext, which is stored sealed and opened for this answer.';
    case 'sse-kms':
    case 'sse-c':
      return 'The last 16 of 48 sealed bytes: a tag, no MD5.';
  }
}

const FIRST = /^x-amz-server-side-encryption/;
const LAST = /^(?:x-|server|date|vary|strict|accept|connection|content-security|via|keep)/;

/** The headers as they are shown: encryption first, then the object's own, then what the server says of itself. */
export function sortHeaders<T extends { readonly name: string }>(headers: readonly T[]): readonly T[] {
  const rank = ({ name }: T): number => {
    const lower = name.toLowerCase();
    if (FIRST.test(lower)) return 0;
    return LAST.test(lower) && !lower.startsWith('x-amz-meta-') && lower !== 'x-amz-version-id' ? 2 : 1;
  };
  return headers.toSorted((one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name));
}

/** Client contexts come in base64 of JSON; undefined where it is something else. */
export function contextText(value: string): string | undefined {
  try {
    const bytes = Uint8Array.from(atob(value), (character) => character.charCodeAt(0));
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    JSON.parse(text);
    return text;
  } catch {
    return undefined;
  }
}
