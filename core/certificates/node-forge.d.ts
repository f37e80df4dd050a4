/** The part of node-forge that Sealab uses; its published types would bring all of Node into the core. */
declare module 'node-forge' {
  interface PublicKey {
    readonly n: object;
  }
  interface PrivateKey {
    readonly d: object;
    sign(digest: Digest): string;
  }
  interface Digest {
    update(binary: string): void;
  }
  interface Attribute {
    readonly name: string;
    readonly value: string;
  }
  interface Certificate {
    publicKey: PublicKey;
    serialNumber: string;
    validity: { notBefore: Date; notAfter: Date };
    setSubject(attributes: readonly Attribute[]): void;
    setIssuer(attributes: readonly Attribute[]): void;
    setExtensions(extensions: readonly Record<string, unknown>[]): void;
    /** Asks `digest` for its algorithm and gives it what is to be signed; asks `key` for the signature, a binary string. */
    sign(
      key: { sign(digest: object): string },
      digest: { readonly algorithm: string; update(binary: string): void },
    ): void;
    readonly subject: { readonly attributes: readonly Attribute[] };
    readonly issuer: { readonly attributes: readonly Attribute[] };
    /** Was `certificate` signed by this one? Throws where the issuer is another. */
    verify(certificate: Certificate): boolean;
    getExtension(name: string): {
      readonly altNames?: readonly { readonly type: number; readonly value: string; readonly ip?: string }[];
    } | null;
  }
  interface Forge {
    readonly pki: {
      createCertificate(): Certificate;
      publicKeyFromPem(pem: string): PublicKey;
      privateKeyFromPem(pem: string): PrivateKey;
      certificateToPem(certificate: Certificate): string;
      certificateFromPem(pem: string): Certificate;
      publicKeyToPem(key: PublicKey): string;
      privateKeyToAsn1(key: PrivateKey): object;
      wrapRsaPrivateKey(key: object): object;
      privateKeyInfoToPem(info: object): string;
      readonly rsa: {
        generateKeyPair(options: { readonly bits: number }): {
          readonly publicKey: PublicKey;
          readonly privateKey: PrivateKey;
        };
      };
    };
    readonly md: { readonly sha256: { create(): Digest } };
  }
  const forge: Forge;
  export default forge;
}
