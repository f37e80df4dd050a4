import type { ObjectEncryption } from '#shared/contract/objects.ts';
import { quoteForShell } from '../labs/shell-words.ts';

/** What a line of mc is about. */
export interface McTarget {
  readonly lab: string;
  readonly bucket: string;
  readonly key: string;
}

/** `lab/bucket/key`, as one word of a shell. */
export function mcPath({ lab, bucket, key }: McTarget): string {
  return quoteForShell(`${lab}/${bucket}/${key}`);
}

/** A customer key as mc takes it: by flag only, so the line reads it from a file and no history has it. */
function customerKeyFlag(lab: string, bucket: string, customerKey: string): string {
  return `--enc-c "${lab}/${bucket}/=$(cat "$SEALAB_CUSTOMER_KEYS/${customerKey}")"`;
}

/** The flags with which mc asks for an encryption. mc cannot give a context. */
export function encryptionFlags(
  { lab, bucket }: Omit<McTarget, 'key'>,
  encryption: ObjectEncryption,
): readonly string[] {
  switch (encryption.kind) {
    case 'bucket-default':
      return [];
    case 'sse-s3':
      return [`--enc-s3 ${lab}/${bucket}/`];
    case 'sse-kms':
      return [`--enc-kms ${lab}/${bucket}/=${encryption.keyName}`];
    case 'sse-c':
      return [customerKeyFlag(lab, bucket, encryption.customerKey)];
  }
}

/** The line that uploads a file of the same name. */
export function uploadLine(
  target: McTarget,
  {
    encryption,
    contentType,
  }: { readonly encryption: ObjectEncryption; readonly contentType?: string | undefined },
): string {
  const file = target.key.split('/').findLast((part) => part !== '') ?? target.key;
  return [
    'mc cp',
    ...encryptionFlags(target, encryption),
    // mc takes a semicolon for the end of an attribute.
    ...(contentType === undefined || contentType.includes(';')
      ? []
      : [`--attr ${quoteForShell(`Content-Type=${contentType}`)}`]),
    quoteForShell(`./${file}`),
    mcPath(target),
  ].join(' ');
}

/** The line of Sealab's own that runs an action which no program of the lab can do. */
export function actionLine(
  lab: string,
  action: string,
  input: Readonly<Record<string, string | undefined>>,
): string {
  const pairs = Object.entries(input).flatMap(([name, value]) =>
    value === undefined ? [] : [quoteForShell(`${name}=${value}`)],
  );
  return ['sealab action run', lab, action, ...pairs].join(' ');
}
