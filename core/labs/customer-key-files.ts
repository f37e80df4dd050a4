import type { Secret } from '#shared/secret.ts';

/** The folder of the customer keys in a lab's own: what `SEALAB_CUSTOMER_KEYS` points to. */
export const CUSTOMER_KEYS_FOLDER = 'shell/customer-keys';

export function customerKeyFile(name: string): string {
  return `${CUSTOMER_KEYS_FOLDER}/${name}`;
}

/** A key as mc's `--enc-c` takes it: base64 without padding (mc `cmd/encryption-methods.go`, parseSSEKey). */
export function customerKeyText(key: Secret): string {
  return key.reveal().replaceAll('=', '');
}
