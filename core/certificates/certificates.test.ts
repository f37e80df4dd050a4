// oxlint-disable-next-line no-restricted-imports -- another implementation than the one that made the certificates reads them
import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Crypto, KeyPairPem } from '../ports/crypto.ts';
import { createFakeCrypto } from '../testing/fake-crypto.ts';
import { FakeLabStore } from '../testing/fake-lab-store.ts';
import { daysLeft, kesIdentity, readCertificate } from './inspect.ts';
import { type Issued, issueAuthority, issueLeaf } from './issue.ts';
import { LabCertificates } from './lab-certificates.ts';

const DAY_MS = 86_400_000;
const now = new Date('2026-11-21T10:00:00.400Z');

function keyPair(): KeyPairPem {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { publicPem: publicKey, privatePem: privateKey };
}

const crypto: Crypto = {
  ...createFakeCrypto(),
  sha256: (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
  randomBytes: (length) => new Uint8Array(randomBytes(length)),
  signRsaSha256: (privatePem, bytes) => new Uint8Array(sign('sha256', bytes, privatePem)),
  rsaKeyPair: async () => keyPair(),
};

const [authorityKeys, leafKeys] = [keyPair(), keyPair()];
const authority = issueAuthority({ lab: 'first', keys: authorityKeys, now }, crypto);
const names = ['minio', 'minio1', 'minio2', 'minio3', 'minio4', 'localhost', '127.0.0.1', '::1'];
const leaf = issueLeaf(authority, { commonName: 'minio', names, keys: leafKeys, now }, crypto);
const read = ({ certificatePem }: Issued): X509Certificate => new X509Certificate(certificatePem);

describe('the authority of a lab', () => {
  it('signs itself, may sign others, and is valid for five years', () => {
    const certificate = read(authority);
    expect(certificate.ca).toBe(true);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.checkIssued(certificate)).toBe(true);
    expect(certificate.subject).toContain('CN=Sealab CA of first');
    expect(Math.round((Date.parse(certificate.validTo) - now.getTime()) / DAY_MS)).toBe(1825);
  });

  it('is of one lab: it does not verify what another made', () => {
    const other = issueAuthority({ lab: 'first', keys: keyPair(), now }, crypto);
    expect(read(leaf).verify(read(other).publicKey)).toBe(false);
  });
});

describe('a certificate of a service', () => {
  const certificate = read(leaf);

  it('is signed by the authority, and is none itself', () => {
    expect(certificate.verify(read(authority).publicKey)).toBe(true);
    expect(certificate.checkIssued(read(authority))).toBe(true);
    expect(certificate.ca).toBe(false);
  });

  it('holds every name and address by which it is called, and no other', () => {
    for (const host of names.filter((name) => /^[a-z]/.test(name)))
      expect(certificate.checkHost(host), host).toBe(host);
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(certificate.checkIP('::1')).toBe('::1');
    expect(certificate.checkHost('kes')).toBeUndefined();
    expect(certificate.checkIP('127.0.0.2')).toBeUndefined();
  });

  it('serves servers and clients', () => {
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
  });

  it('is valid for a year, from an hour ago', () => {
    expect(now.getTime() - Date.parse(certificate.validFrom)).toBeGreaterThanOrEqual(3_600_000);
    expect(now.getTime() - Date.parse(certificate.validFrom)).toBeLessThan(3_602_000);
    expect(Math.round((Date.parse(certificate.validTo) - now.getTime()) / DAY_MS)).toBe(365);
    expect(daysLeft(leaf.certificatePem, now)).toBe(364);
    expect(daysLeft(leaf.certificatePem, new Date(now.getTime() + 366 * DAY_MS))).toBeLessThan(0);
  });

  it('belongs to its key, which is PKCS#8', () => {
    expect(leaf.keyPem).toContain('BEGIN PRIVATE KEY');
    expect(certificate.publicKey.equals(createPublicKey(leafKeys.publicPem))).toBe(true);
  });

  it('has a positive serial number of its own', () => {
    const serials = Array.from(
      { length: 20 },
      () =>
        read(issueLeaf(authority, { commonName: 'x', names: ['x'], keys: leafKeys, now }, crypto))
          .serialNumber,
    );
    expect(new Set(serials).size).toBe(20);
    for (const serial of serials) expect(serial).toMatch(/^(0[1-9A-F]|[1-7][0-9A-F])[0-9A-F]{30}$/);
  });

  it('is read back with its names', () => {
    expect(readCertificate(leaf.certificatePem)).toMatchObject({
      commonName: 'minio',
      names: expect.arrayContaining(['minio3', '127.0.0.1']),
    });
  });
});

describe('the identity that KES knows a client by', () => {
  it('is the SHA-256 of the DER of its public key', () => {
    const der = createPublicKey(leafKeys.publicPem).export({ type: 'spki', format: 'der' });
    expect(kesIdentity(leafKeys.publicPem, crypto)).toBe(createHash('sha256').update(der).digest('hex'));
    expect(kesIdentity(read(leaf).publicKey.export({ type: 'spki', format: 'pem' }).toString(), crypto)).toBe(
      kesIdentity(leafKeys.publicPem, crypto),
    );
  });
});

describe('the certificates of a lab', () => {
  it('are kept with their keys, the key first, and clients with their identity', async () => {
    const writes: string[] = [];
    const store = new FakeLabStore({
      onCall: (name, detail) => void (name === 'write' && writes.push(detail)),
    });
    const certificates = new LabCertificates('first', store.folder('first'), {
      crypto,
      clock: { now: () => now, monotonicMs: () => 0, sleep: async () => undefined },
    });
    await certificates.makeAuthority(authorityKeys);
    await certificates.makeLeaf({ name: 'sealab-client', keys: leafKeys, serviceNames: ['sealab-client'] });
    expect(writes).toEqual([
      'first/certificates/ca.key',
      'first/certificates/ca.crt',
      'first/certificates/sealab-client.identity',
      'first/certificates/sealab-client.key',
      'first/certificates/sealab-client.crt',
    ]);
    expect(await certificates.pem('sealab-client.identity')).toBe(kesIdentity(leafKeys.publicPem, crypto));
    const made = new X509Certificate(await certificates.pem('sealab-client.crt'));
    expect(made.verify(new X509Certificate(await certificates.pem('ca.crt')).publicKey)).toBe(true);
    expect(made.checkHost('localhost')).toBe('localhost');
  });

  it('say which one is missing and what makes it anew', async () => {
    const folder = new FakeLabStore().folder('first');
    const certificates = new LabCertificates('first', folder, {
      crypto,
      clock: { now: () => now, monotonicMs: () => 0, sleep: async () => undefined },
    });
    await expect(certificates.pem('kes.crt')).rejects.toMatchObject({
      code: 'damaged-file',
      message: expect.stringContaining('certificates/kes.crt'),
    });
    expect(await certificates.find('kes.crt')).toBeUndefined();
  });
});
