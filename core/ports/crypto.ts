export interface KeyPairPem {
  /** SubjectPublicKeyInfo. */
  readonly publicPem: string;
  /** PKCS#8, the only form that KES, Vault and MinIO all accept. */
  readonly privatePem: string;
}

/** Cryptography that the core borrows from the platform. Synchronous but for the key pair, which takes tenths of a second. */
export interface Crypto {
  sha256(bytes: Uint8Array): Uint8Array;
  randomBytes(length: number): Uint8Array;
  /** RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, 8.2) by a PKCS#8 private key. */
  signRsaSha256(privatePem: string, bytes: Uint8Array): Uint8Array;
  /** A new RSA 2048 key pair, made off the main thread. */
  rsaKeyPair(): Promise<KeyPairPem>;
}
