/** What a data key is bound to. */
export interface BoundObject {
  readonly mode: 'sse-s3' | 'sse-kms';
  readonly bucket: string;
  readonly key: string;
  /** Of SSE-KMS: what the client gave. */
  readonly clientContext?: Readonly<Record<string, string>>;
}

/** The bucket that MinIO keeps its own files in. */
const SYSTEM_BUCKET = '.minio.sys';

/**
 * The associated data of an object's data key, as MinIO sends them to its KMS (MinIO `internal/kms/context.go`,
 * `internal/crypto/sse-s3.go`, sse-kms.go): bucket → bucket/key, and for SSE-KMS the client's context, where an entry
 * under the bucket's name stands as the client wrote it.
 */
export function contextBytes({ mode, bucket, key, clientContext = {} }: BoundObject): Uint8Array {
  const entries = new Map(mode === 'sse-kms' ? Object.entries(clientContext) : []);
  if (!entries.has(bucket)) entries.set(bucket, boundPath(bucket, key));
  return canonicalJson(entries);
}

/**
 * The associated data of one of MinIO's own encrypted files, by its path below `.minio.sys`, such as
 * `config/iam/format.json` (MinIO `cmd/config.go`, `cmd/iam-object-store.go`).
 */
export function configContextBytes(path: string): Uint8Array {
  return canonicalJson(new Map([[SYSTEM_BUCKET, boundPath(SYSTEM_BUCKET, path)]]));
}

/** Bucket and key as Go's `path.Join` joins them: no empty or `.` elements, `..` resolved, no slash at the end. */
export function boundPath(bucket: string, key: string): string {
  const joined = [bucket, key].filter((element) => element !== '').join('/');
  if (joined === '') return '';
  const isRooted = joined.startsWith('/');
  const kept: string[] = [];
  for (const element of joined.split('/')) {
    if (element === '' || element === '.') continue;
    const canGoUp = kept.length > 0 && kept.at(-1) !== '..';
    if (element !== '..') kept.push(element);
    else if (canGoUp) kept.pop();
    else if (!isRooted) kept.push(element);
  }
  const clean = kept.join('/');
  if (isRooted) return `/${clean}`;
  return clean === '' ? '.' : clean;
}

/** JSON without spaces, names in the order of their UTF-8 bytes, with the escapes of Go's encoder. */
function canonicalJson(entries: ReadonlyMap<string, string>): Uint8Array {
  const encoder = new TextEncoder();
  const pairs = [...entries]
    .map(([name, value]) => ({ name, value, bytes: encoder.encode(name) }))
    .toSorted((a, b) => compareBytes(a.bytes, b.bytes))
    .map(({ name, value }) => `${quote(name)}:${quote(value)}`);
  return encoder.encode(`{${pairs.join(',')}}`);
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

const SHORT_ESCAPES = new Map([
  ['\\', '\\\\'],
  ['"', '\\"'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** Unlike JSON.stringify: `<`, `>`, `&` and the two separators of lines are escaped, and there is no `\b` or `\f`. */
function quote(text: string): string {
  let quoted = '"';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const isEscaped = code < 0x20 || '<>&\u2028\u2029'.includes(character);
    const short = SHORT_ESCAPES.get(character);
    if (short !== undefined) quoted += short;
    else if (isEscaped) quoted += `\\u${code.toString(16).padStart(4, '0')}`;
    else quoted += character;
  }
  return `${quoted}"`;
}
