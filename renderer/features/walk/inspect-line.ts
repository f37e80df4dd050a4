import type { ObjectRef } from '#shared/contract/objects.ts';
import type { TryKind } from '#shared/contract/tries.ts';
import type { GivenKind } from './given-key.ts';

const PLAIN_WORD = /^[\w@%+=:,./-]+$/;

/** The line of a terminal that does the same walk. */
export function inspectLine(
  { lab, bucket, key, versionId }: ObjectRef,
  {
    withoutDrives = [],
    tried,
    given,
  }: {
    readonly withoutDrives?: readonly string[];
    readonly tried?: TryKind | undefined;
    readonly given?: GivenKind | undefined;
  } = {},
): string {
  const version = versionId === undefined ? '' : ` --version ${quoted(versionId)}`;
  const without = withoutDrives.length === 0 ? '' : ` --without ${quoted(withoutDrives.join(','))}`;
  return `sealab inspect ${lab} ${quoted(`${bucket}/${key}`)}${version}${without}${keyOption(given)}${tried === undefined ? '' : ` --try ${tried}`}`;
}

/** The command line takes a key from a file: on the line itself other users of the machine could read it. */
function keyOption(given: GivenKind | undefined): string {
  if (given === undefined) return '';
  return given === 'customer' ? ' --customer-key-file FILE' : ' --kms-secret-key-file FILE';
}

function quoted(word: string): string {
  return PLAIN_WORD.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** The line of a terminal that writes the plaintext into a file. */
export function decryptLine(object: ObjectRef, file: string, given?: GivenKind): string {
  return `${inspectLine(object, { given })} --decrypt ${quoted(file)}`;
}
