import { afterAll } from 'vitest';
import { type KeyPair, ThrowawayCa } from './throwaway-certificates.ts';

/** An authority, and a certificate of it for this machine, until the tests of the file that calls have ended. */
export async function localTrust(): Promise<{ readonly ca: ThrowawayCa; readonly pair: KeyPair }> {
  const ca = await ThrowawayCa.create();
  afterAll(async () => await ca[Symbol.asyncDispose]());
  return { ca, pair: await ca.issue('IP:127.0.0.1,DNS:localhost') };
}
