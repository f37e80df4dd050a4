import type { StoredBytes } from '#core/ports/plaintext-reader.ts';

/**
 * Whether an MD5 of the plaintext can be compared with anything: the ETag of an object of several parts is made of other
 * MD5s. It takes longer than all else together.
 */
export function needsMd5({ parts }: StoredBytes): boolean {
  return parts.length <= 1;
}
