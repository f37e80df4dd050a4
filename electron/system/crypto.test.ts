import { expect, it } from 'vitest';
import type { AeadCipher } from '#core/ports/crypto.ts';
import { createCrypto } from './crypto.ts';

const crypto = createCrypto();
const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));
const hex = (value: Uint8Array | undefined): string | undefined =>
  value === undefined ? undefined : Buffer.from(value).toString('hex');

it('MD5 and HMAC-SHA256 agree with RFC 1321 and RFC 4231', () => {
  expect(hex(crypto.md5(new TextEncoder().encode('abc')))).toBe('900150983cd24fb0d6963f7d28e17f72');
  expect(
    hex(
      crypto.hmacSha256(
        new TextEncoder().encode('Jefe'),
        new TextEncoder().encode('what do ya want for nothing?'),
      ),
    ),
  ).toBe('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843');
});

/** McGrew and Viega, The Galois/Counter Mode of Operation, test case 14. */
const vectors: readonly {
  cipher: AeadCipher;
  key: string;
  nonce: string;
  sealed: string;
  ad: string;
  open: string;
}[] = [
  {
    cipher: 'AES-256-GCM',
    key: '00'.repeat(32),
    nonce: '00'.repeat(12),
    sealed: 'cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919',
    ad: '',
    open: '00'.repeat(16),
  },
];

it.each(vectors)(
  '$cipher opens what is authentic, and nothing else',
  ({ cipher, key, nonce, sealed, ad, open }) => {
    const message = {
      cipher,
      key: bytes(key),
      nonce: bytes(nonce),
      sealed: bytes(sealed),
      associatedData: bytes(ad),
    };
    expect(hex(crypto.openAead(message))).toBe(open);
    for (const at of [0, sealed.length / 2 - 1]) {
      const damaged = bytes(sealed);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      expect(crypto.openAead({ ...message, sealed: damaged })).toBeUndefined();
    }
    expect(crypto.openAead({ ...message, associatedData: bytes('01') })).toBeUndefined();
    expect(crypto.openAead({ ...message, sealed: message.sealed.subarray(0, 15) })).toBeUndefined();
  },
);

it('ChaCha20-Poly1305 opens the message of RFC 8439, 2.8.2', () => {
  const message = {
    cipher: 'ChaCha20-Poly1305' as const,
    key: bytes('808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f'),
    nonce: bytes('070000004041424344454647'),
    associatedData: bytes('50515253c0c1c2c3c4c5c6c7'),
    sealed: bytes(
      'd31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691',
    ),
  };
  expect(new TextDecoder().decode(crypto.openAead(message))).toBe(
    "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
  );
});
