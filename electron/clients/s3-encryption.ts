import type { RequestEncryption } from '#core/ports/object-api.ts';
import type { Secret } from '#shared/secret.ts';

interface CustomerKeyFields {
  readonly SSECustomerAlgorithm: 'AES256';
  readonly SSECustomerKey: string;
}
export type EncryptionFields =
  | { readonly ServerSideEncryption: 'AES256' }
  | {
      readonly ServerSideEncryption: 'aws:kms';
      readonly SSEKMSKeyId: string;
      readonly SSEKMSEncryptionContext?: string;
    }
  | CustomerKeyFields
  | Record<never, never>;

/** The fields of a request that ask for encryption. */
export function encryptionFields(encryption: RequestEncryption): EncryptionFields {
  switch (encryption.kind) {
    case 'bucket-default':
      return {};
    case 'sse-s3':
      return { ServerSideEncryption: 'AES256' };
    case 'sse-kms':
      return {
        ServerSideEncryption: 'aws:kms',
        SSEKMSKeyId: encryption.keyName,
        ...(encryption.context === undefined
          ? {}
          : {
              SSEKMSEncryptionContext: Buffer.from(JSON.stringify(encryption.context)).toString('base64'),
            }),
      };
    case 'sse-c':
      return customerKeyFields(encryption.customerKey);
  }
}

/** The fields of a request that reads what a customer key protects; the SDK adds the key's MD5. */
export function customerKeyFields(key: Secret | undefined): CustomerKeyFields | Record<never, never> {
  return key === undefined ? {} : { SSECustomerAlgorithm: 'AES256', SSECustomerKey: key.reveal() };
}

/** The same for the source of a copy. */
export function copySourceFields(
  key: Secret | undefined,
):
  | { readonly CopySourceSSECustomerAlgorithm: 'AES256'; readonly CopySourceSSECustomerKey: string }
  | Record<never, never> {
  return key === undefined
    ? {}
    : { CopySourceSSECustomerAlgorithm: 'AES256', CopySourceSSECustomerKey: key.reveal() };
}
