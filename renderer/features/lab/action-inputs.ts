export interface ActionField {
  readonly name: string;
  readonly label: string;
  /** A value that works at once. */
  readonly start: string;
  readonly isOptional?: boolean;
  readonly choices?: readonly string[];
}

const BUCKET: ActionField = { name: 'bucket', label: 'Bucket', start: 'my-bucket' };
const OBJECT: ActionField = { name: 'object', label: 'Object', start: 'hello.txt' };

/** What each action asks for. The contract names actions without their inputs; the core parses whatever is given. */
const FIELDS: Readonly<Record<string, readonly ActionField[]>> = {
  'key.create': [{ name: 'key', label: 'Key', start: 'second-key' }],
  'bucket.create': [BUCKET],
  'bucket.encryption.set': [
    BUCKET,
    { name: 'encryption', label: 'Encryption', start: 'sse-s3', choices: ['sse-s3', 'sse-kms'] },
    { name: 'key', label: 'Key, for SSE-KMS', start: '', isOptional: true },
  ],
  'bucket.encryption.clear': [BUCKET],
  'object.put': [BUCKET, OBJECT, { name: 'text', label: 'Text', start: 'Hello from the lab' }],
  'object.get': [BUCKET, OBJECT],
};

export function fieldsOf(action: string): readonly ActionField[] {
  return FIELDS[action] ?? [];
}

/** The values an action is called with: an optional one that is empty is left out. */
export function inputOf(action: string, values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    fieldsOf(action).flatMap(({ name, start, isOptional }) => {
      const value = values[name] ?? start;
      return value === '' && isOptional === true ? [] : [[name, value]];
    }),
  );
}
