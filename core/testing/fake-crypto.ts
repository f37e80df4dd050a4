import forge from 'node-forge';
import type { Crypto, KeyPairPem } from '../ports/crypto.ts';

/** As small as a SHA-256 signature allows: signing takes a millisecond, and nobody is protected by it. */
const KEY_BITS = 512;
const POOL_SIZE = 8;
const DIGEST_BYTES = 32;

const pool: KeyPairPem[] = [];
/** Worlds repeat themselves: the same key signs the same bytes in each of hundreds. */
const signatures = new Map<string, Uint8Array>();

function keyPair(): KeyPairPem {
  const { publicKey, privateKey } = forge.pki.rsa.generateKeyPair({ bits: KEY_BITS });
  const unix = (pem: string): string => pem.replaceAll('\r\n', '\n');
  return {
    publicPem: unix(forge.pki.publicKeyToPem(publicKey)),
    privatePem: unix(
      forge.pki.privateKeyInfoToPem(forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(privateKey))),
    ),
  };
}

/**
 * Fast and repeatable stand-ins: a digest that only tells different bytes apart, numbers from a counter, weak key
 * pairs that are used in turn.
 */
export function createFakeCrypto(): Crypto {
  let nextPair = 0;
  let state = 0x9e3779b9;
  return {
    sha256: fakeDigest,
    md5: (bytes) => fakeDigest(bytes).subarray(0, 16),
    hmacSha256: (key, message) => fakeDigest(new Uint8Array([...key, ...message])),
    openAead: ({ sealed }) => sealed.subarray(0, -16),
    randomBytes: (length) =>
      Uint8Array.from({ length }, () => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return state >>> 24;
      }),
    signRsaSha256: (privatePem, bytes) => {
      const text = String.fromCharCode(...bytes);
      const known = signatures.get(privatePem + text);
      if (known !== undefined) return known;
      const digest = forge.md.sha256.create();
      digest.update(text);
      const signed = forge.pki.privateKeyFromPem(privatePem).sign(digest);
      const signature = Uint8Array.from(signed, (character) => character.charCodeAt(0));
      signatures.set(privatePem + text, signature);
      return signature;
    },
    async rsaKeyPair() {
      const index = nextPair++ % POOL_SIZE;
      pool[index] ??= keyPair();
      return pool[index];
    },
  };
}

/** FNV-1a over words of four bytes, spread to 32: other bytes give another digest, and two million take a millisecond. */
function fakeDigest(bytes: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  padded.set(bytes);
  const words = new Uint32Array(padded.buffer);
  let hash = 0x811c9dc5;
  for (let at = 0; at < words.length; at += 1) hash = Math.imul(hash ^ (words[at] ?? 0), 0x01000193);
  return Uint8Array.from({ length: DIGEST_BYTES }, (_, index) => {
    hash = Math.imul(hash ^ (index + bytes.length), 0x01000193);
    return hash >>> 24;
  });
}
