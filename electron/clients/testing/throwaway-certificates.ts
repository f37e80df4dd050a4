import { execFile } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

export interface KeyPair {
  readonly certificatePem: string;
  readonly keyPem: string;
}

/** A certificate authority for one test, made by the openssl program. */
export class ThrowawayCa implements AsyncDisposable {
  readonly #folder: string;
  readonly certificatePem: string;
  #issued = 0;

  constructor(folder: string, certificatePem: string) {
    this.#folder = folder;
    this.certificatePem = certificatePem;
  }

  static async create(): Promise<ThrowawayCa> {
    const folder = await mkdtemp(join(tmpdir(), 'sealab-ca-'));
    const out = ['-keyout', join(folder, 'ca.key'), '-out', join(folder, 'ca.crt')];
    await run('openssl', ['req', '-x509', ...newKey, ...out, '-days', '30', '-subj', '/CN=throwaway CA']);
    return new ThrowawayCa(folder, await readFile(join(folder, 'ca.crt'), 'utf8'));
  }

  /** A leaf for `names` (`IP:127.0.0.1`, `DNS:localhost`); negative days make an expired one. */
  async issue(names: string, days = 30): Promise<KeyPair> {
    this.#issued += 1;
    const at = (end: string) => join(this.#folder, `leaf${this.#issued}.${end}`);
    await writeFile(at('ext'), `subjectAltName=${names}\nextendedKeyUsage=serverAuth,clientAuth\n`);
    await run('openssl', [
      'req',
      '-new',
      ...newKey,
      '-keyout',
      at('key'),
      '-out',
      at('csr'),
      '-subj',
      '/CN=leaf',
    ]);
    const ca = [
      '-CA',
      join(this.#folder, 'ca.crt'),
      '-CAkey',
      join(this.#folder, 'ca.key'),
      '-CAcreateserial',
    ];
    const sign = [
      'x509',
      '-req',
      '-in',
      at('csr'),
      ...ca,
      '-days',
      String(days),
      '-extfile',
      at('ext'),
      '-out',
      at('crt'),
    ];
    await run('openssl', sign);
    return { certificatePem: await readFile(at('crt'), 'utf8'), keyPem: await readFile(at('key'), 'utf8') };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** KES's name for a client certificate: SHA-256 of its SubjectPublicKeyInfo, in hex. */
export function kesIdentity(certificatePem: string): string {
  const spki = new X509Certificate(certificatePem).publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest('hex');
}
