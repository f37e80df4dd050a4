import { createHash, generateKeyPair, randomBytes, sign } from 'node:crypto';
import { promisify } from 'node:util';
import type { Crypto } from '#core/ports/crypto.ts';

const generate = promisify(generateKeyPair);

/** Cryptography by node:crypto. */
export function createCrypto(): Crypto {
  return {
    sha256: (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
    randomBytes: (length) => new Uint8Array(randomBytes(length)),
    signRsaSha256: (privatePem, bytes) => new Uint8Array(sign('sha256', bytes, privatePem)),
    async rsaKeyPair() {
      const { publicKey, privateKey } = await generate('rsa', {
        modulusLength: 2048,
        publicKeyEncoding: { type: 'spki', format: 'pem' },
        privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      });
      return { publicPem: publicKey, privatePem: privateKey };
    },
  };
}
