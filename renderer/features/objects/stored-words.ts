import type { DriveCopy, FieldView } from '#shared/contract/inspector.ts';

const PREFIX = /^((?:MetaSys|MetaUsr)\.)X-Minio-Internal-(?:Server-Side-Encryption-)?/i;

/** The end of a long path, which tells fields apart: `…Encryption-Iv` of `MetaSys.X-Minio-Internal-Server-Side-Encryption-Iv`. */
export function shortPath(path: string): string {
  const isEncryption = /^MetaSys\.X-Minio-Internal-Server-Side-Encryption-/i.test(path);
  return path.replace(PREFIX, isEncryption ? '…Encryption-' : '…');
}

/** A value with the length of what it stands for. */
export function fieldValue({ type, value, lengthBytes }: FieldView): string {
  if (type === 'empty' || value === '') return 'empty';
  return lengthBytes === undefined ? value : `${value} (${lengthBytes} B)`;
}

/** On how many drives the sealed keys and what else of MetaSys is the same as on this one. */
export function sameOn(drives: readonly DriveCopy[], copy: DriveCopy): number {
  const own = internals(copy);
  return drives.filter((one) => internals(one) === own).length;
}

function internals({ fields }: DriveCopy): string {
  return fields
    .flatMap(({ path, value }) => (path.startsWith('MetaSys.') ? [`${path}=${value}`] : []))
    .toSorted()
    .join('\n');
}

const FIRST = [
  /-(?:S3|Kms)-Sealed-Key$|Encryption-Sealed-Key$/i,
  /-S3-Kms-Sealed-Key$/i,
  /Kms-Key-Id$/i,
  /Server-Side-Encryption-/i,
  /^MetaSys\./,
  /^MetaUsr\./,
  /^Part/,
  /^Ec/,
];

/** The fields as they are shown: what encrypts first, then the rest of the object, then what is around it. */
export function sortFields(fields: readonly FieldView[]): readonly FieldView[] {
  const rank = ({ path }: FieldView): number => {
    if (path.startsWith('Header.')) return FIRST.length + 1;
    if (/-S3-Kms-Sealed-Key$/i.test(path)) return 1;
    const found = FIRST.findIndex((pattern) => pattern.test(path));
    return found === -1 ? FIRST.length : found;
  };
  return fields.toSorted((one, other) => rank(one) - rank(other));
}
