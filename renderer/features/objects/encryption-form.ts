import type { ObjectEncryption } from '#shared/contract/objects.ts';

/** What somebody chose, with what was typed for the other choices kept. */
export interface EncryptionForm {
  readonly kind: 'bucket-default' | 'none' | 'sse-s3' | 'sse-kms' | 'sse-c';
  readonly keyName: string;
  /** `case=4711, year=2026`; undefined where no context can be given. */
  readonly context?: string | undefined;
  /** The chosen customer key; empty for a new one. */
  readonly customerKey: string;
  readonly newCustomerKey: string;
}

/** The encryption that an upload asks for; undefined while something is missing or wrong. */
export function encryptionOf(form: EncryptionForm): ObjectEncryption | undefined {
  switch (form.kind) {
    case 'none':
    case 'bucket-default':
      return { kind: 'bucket-default' };
    case 'sse-s3':
      return { kind: 'sse-s3' };
    case 'sse-kms': {
      const context = parseContext(form.context ?? '');
      if (form.keyName.trim() === '' || context === undefined) return undefined;
      return {
        kind: 'sse-kms',
        keyName: form.keyName.trim(),
        ...(Object.keys(context).length === 0 ? {} : { context }),
      };
    }
    case 'sse-c': {
      const name = form.customerKey === '' ? form.newCustomerKey.trim() : form.customerKey;
      return name === '' ? undefined : { kind: 'sse-c', customerKey: name };
    }
  }
}

/** `case=4711, year=2026` as a context; undefined where a part has no name or the same one twice. */
export function parseContext(text: string): Record<string, string> | undefined {
  const parts = text.split(',').filter((part) => part.trim() !== '');
  const pairs = parts.map((part): readonly [string, string] => {
    const at = part.indexOf('=');
    return at === -1 ? ['', ''] : [part.slice(0, at).trim(), part.slice(at + 1).trim()];
  });
  const names = new Set(pairs.map(([name]) => name));
  return names.has('') || names.size < pairs.length ? undefined : Object.fromEntries(pairs);
}

/** Why the form cannot be used as it is. */
export function formProblem(form: EncryptionForm): string | undefined {
  if (encryptionOf(form) !== undefined) return undefined;
  if (form.kind === 'sse-c') return 'The customer key needs a name.';
  return form.keyName.trim() === ''
    ? 'SSE-KMS needs the name of a KES key.'
    : 'A context is name=value, each name once.';
}
