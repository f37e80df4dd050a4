import forge from 'node-forge';
import { fromBase64, toHex } from '../bytes.ts';
import type { Crypto } from '../ports/crypto.ts';
import { remember } from '../remember.ts';

export interface CertificateFacts {
  readonly commonName: string;
  readonly issuer: string;
  readonly validFrom: string;
  readonly validUntil: string;
  readonly names: readonly string[];
}

/** Certificates of several labs of six services. */
const KEPT = 64;

/** Reads a PEM certificate. Throws what node-forge throws on anything else. */
export const readCertificate = remember(KEPT, factsOf);

function factsOf(pem: string): CertificateFacts {
  const certificate = forge.pki.certificateFromPem(pem);
  const names = certificate.getExtension('subjectAltName')?.altNames ?? [];
  return {
    commonName: nameIn(certificate.subject),
    issuer: nameIn(certificate.issuer),
    validFrom: certificate.validity.notBefore.toISOString(),
    validUntil: certificate.validity.notAfter.toISOString(),
    names: names.map((name) => name.ip ?? name.value),
  };
}

function nameIn({
  attributes,
}: {
  readonly attributes: readonly { readonly name?: string; readonly value?: string }[];
}): string {
  return attributes.find((attribute) => attribute.name === 'commonName')?.value ?? '';
}

/** Whole days until the certificate ends; negative when it has. */
export function daysLeft(pem: string, now: Date): number {
  return Math.floor((Date.parse(readCertificate(pem).validUntil) - now.getTime()) / 86_400_000);
}

/**
 * The KES identity of a key pair: hex SHA-256 of the DER SubjectPublicKeyInfo (kes `cmd/kes/identity.go`).
 * `publicPem` is a PEM `PUBLIC KEY`.
 */
export function kesIdentity(publicPem: string, crypto: Crypto): string {
  const body = publicPem.replaceAll(/-----[^-]+-----|\s/g, '');
  const der = fromBase64(body);
  return toHex(crypto.sha256(der));
}
