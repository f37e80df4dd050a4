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
    .join('\n');
}
