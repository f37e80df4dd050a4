import type { ObjectRef } from '#shared/contract/objects.ts';
import type { TryKind } from '#shared/contract/tries.ts';

const PLAIN_WORD = /^[\w@%+=:,./-]+$/;

/** The line of a terminal that does the same walk. */
export function inspectLine(
  { lab, bucket, key, versionId }: ObjectRef,
  {
    withoutDrives = [],
    tried,
  }: { readonly withoutDrives?: readonly string[]; readonly tried?: TryKind | undefined } = {},
): string {
  const version = versionId === undefined ? '' : ` --version ${quoted(versionId)}`;
  const without = withoutDrives.length === 0 ? '' : ` --without ${quoted(withoutDrives.join(','))}`;
  return `sealab inspect ${lab} ${quoted(`${bucket}/${key}`)}${version}${without}${tried === undefined ? '' : ` --try ${tried}`}`;
}

function quoted(word: string): string {
  return PLAIN_WORD.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** The line of a terminal that writes the plaintext into a file. */
export function decryptLine(object: ObjectRef, file: string): string {
  return `${inspectLine(object)} --decrypt ${quoted(file)}`;
}
