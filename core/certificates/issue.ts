import forge from 'node-forge';
import { toHex } from '../bytes.ts';
import type { Crypto, KeyPairPem } from '../ports/crypto.ts';

export const CA_DAYS = 5 * 365;
export const LEAF_DAYS = 365;
const DAY_MS = 86_400_000;
/** A certificate starts in the past, so that a machine whose clock is a little behind accepts it. */
const BACKDATE_MS = 3_600_000;

/** A certificate and its private key, both PEM; the key is PKCS#8. */
export interface Issued {
  readonly certificatePem: string;
  readonly keyPem: string;
}

type ForgeCertificate = ReturnType<typeof forge.pki.createCertificate>;

export interface LeafRequest {
  readonly commonName: string;
  /** Every DNS name and IP address that a client uses for it; they become subject alternative names (RFC 5280, 4.2.1.6). */
  readonly names: readonly string[];
  readonly keys: KeyPairPem;
}

/** A certificate authority for one lab, valid for five years from `now`. */
export function issueAuthority(
  options: { readonly lab: string; readonly keys: KeyPairPem; readonly now: Date },
  crypto: Crypto,
): Issued {
  const subject = [
    { name: 'commonName', value: `Sealab CA of ${options.lab}` },
    { name: 'organizationName', value: 'Sealab' },
  ];
  const certificate = blankCertificate(options, { days: CA_DAYS, crypto });
  certificate.setSubject(subject);
  certificate.setIssuer(subject);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  signCertificate(certificate, options.keys.privatePem, crypto);
  return {
    certificatePem: unixPem(forge.pki.certificateToPem(certificate)),
    keyPem: options.keys.privatePem,
  };
}

/**
 * A certificate for servers and clients, signed by the lab's authority, valid for one year. It is never a CA: KES
 * skips CA certificates when it looks for a client's identity.
 */
export function issueLeaf(
  authority: Issued,
  request: LeafRequest & { readonly now: Date },
  crypto: Crypto,
): Issued {
  const issuer = forge.pki.certificateFromPem(authority.certificatePem);
  const certificate = blankCertificate({ keys: request.keys, now: request.now }, { days: LEAF_DAYS, crypto });
  certificate.setSubject([
    { name: 'commonName', value: request.commonName },
    { name: 'organizationName', value: 'Sealab' },
  ]);
  certificate.setIssuer(issuer.subject.attributes);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
    { name: 'subjectAltName', altNames: request.names.map(altName) },
    { name: 'subjectKeyIdentifier' },
  ]);
  signCertificate(certificate, authority.keyPem, crypto);
  return {
    certificatePem: unixPem(forge.pki.certificateToPem(certificate)),
    keyPem: request.keys.privatePem,
  };
}

/** node-forge builds the certificate, the platform signs it: forge's own RSA blocks for 30 ms a signature. */
function signCertificate(certificate: ForgeCertificate, privatePem: string, crypto: Crypto): void {
  let toSign = new Uint8Array(0);
  const collect = (binary: string): void => {
    toSign = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  };
  const sign = (): string => String.fromCharCode(...crypto.signRsaSha256(privatePem, toSign));
  certificate.sign({ sign }, { algorithm: 'sha256', update: collect });
}

function blankCertificate(
  options: { readonly keys: KeyPairPem; readonly now: Date },
  { days, crypto }: { readonly days: number; readonly crypto: Crypto },
): ForgeCertificate {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(options.keys.publicPem);
  certificate.serialNumber = serialNumber(crypto);
  // X.509 counts in whole seconds.
  const start = Math.floor((options.now.getTime() - BACKDATE_MS) / 1000) * 1000;
  certificate.validity = {
    notBefore: new Date(start),
    notAfter: new Date(start + BACKDATE_MS + days * DAY_MS),
  };
  return certificate;
}

/** 16 random bytes as hex; the first is 01 to 7f, so that the number is positive and has no leading zero (RFC 5280, 4.1.2.2). */
function serialNumber(crypto: Crypto): string {
  const bytes = crypto.randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) % 0x7f) + 1;
  return toHex(bytes);
}

const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;

function altName(name: string): Record<string, unknown> {
  return IPV4.test(name) || name.includes(':') ? { type: 7, ip: name } : { type: 2, value: name };
}

function unixPem(pem: string): string {
  return pem.replaceAll('\r\n', '\n');
}
