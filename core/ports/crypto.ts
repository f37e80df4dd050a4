export interface KeyPairPem {
  /** SubjectPublicKeyInfo. */
  readonly publicPem: string;
  /** PKCS#8, the only form that KES, Vault and MinIO all accept. */
  readonly privatePem: string;
}

/** The two ciphers of DARE 2.0, of KES and of MinIO's own blobs (RFC 5116, RFC 8439): key 32, nonce 12, tag 16 bytes. */
export type AeadCipher = 'AES-256-GCM' | 'ChaCha20-Poly1305';

export interface SealedMessage {
  readonly cipher: AeadCipher;
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  /** The ciphertext and the tag behind it. */
  readonly sealed: Uint8Array;
  readonly associatedData: Uint8Array;
}

/** Cryptography that the core borrows from the platform. Synchronous but for the key pair, which takes tenths of a second. */
export interface Crypto {
  sha256(bytes: Uint8Array): Uint8Array;
  /** Only to compare with ETags. */
  md5(bytes: Uint8Array): Uint8Array;
  hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array;
  /** The plaintext, or undefined where the message is not authentic. */
  openAead(message: SealedMessage): Uint8Array | undefined;
  randomBytes(length: number): Uint8Array;
  /** RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, 8.2) by a PKCS#8 private key. */
  signRsaSha256(privatePem: string, bytes: Uint8Array): Uint8Array;
  /** A new RSA 2048 key pair, made off the main thread. */
  rsaKeyPair(): Promise<KeyPairPem>;
}
