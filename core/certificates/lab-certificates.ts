import { SealabError } from '#shared/errors.ts';
import { Secret } from '#shared/secret.ts';
import type { Clock } from '../ports/clock.ts';
import type { Crypto, KeyPairPem } from '../ports/crypto.ts';
import type { LabFolder } from '../ports/lab-store.ts';
import { kesIdentity } from './inspect.ts';
import { type Issued, issueAuthority, issueLeaf } from './issue.ts';

export const CERTIFICATES_FOLDER = 'certificates';
/** Names by which clients on this machine reach any service. */
const LOCAL_NAMES = ['localhost', '127.0.0.1', '::1'];
/** Leafs with less time left are made anew at the next start. */
export const RENEW_DAYS = 30;

/** The certificates that are made once Vault is starting: everything but the authority and Vault's own. */
export const LATER_LEAFS = ['kes', 'minio', 'minio-client', 'sealab-client'] as const;
export type LeafName = 'vault' | (typeof LATER_LEAFS)[number];

interface Makers {
  readonly crypto: Crypto;
  readonly clock: Clock;
}

/** Makes the certificates of one lab and keeps them in its folder, keys 0600. */
export class LabCertificates {
  readonly #folder: LabFolder;
  readonly #lab: string;
  readonly #makers: Makers;

  constructor(lab: string, folder: LabFolder, makers: Makers) {
    this.#lab = lab;
    this.#folder = folder;
    this.#makers = makers;
  }

  /** The authority: five years. */
  async makeAuthority(keys: KeyPairPem): Promise<void> {
    const issued = issueAuthority(
      { lab: this.#lab, keys, now: this.#makers.clock.now() },
      this.#makers.crypto,
    );
    await this.#keep('ca', issued);
  }

  /**
   * A leaf for servers or clients with every name and address that is used. `serviceNames` are the names that other
   * services call it by, such as `minio1`.
   */
  async makeLeaf(leaf: {
    readonly name: LeafName;
    readonly keys: KeyPairPem;
    readonly serviceNames: readonly string[];
  }): Promise<void> {
    const authority = { certificatePem: await this.pem('ca.crt'), keyPem: await this.pem('ca.key') };
    const issued = issueLeaf(
      authority,
      {
        commonName: leaf.name,
        names: [...leaf.serviceNames, ...LOCAL_NAMES],
        keys: leaf.keys,
        now: this.#makers.clock.now(),
      },
      this.#makers.crypto,
    );
    if (leaf.name.endsWith('-client')) {
      await this.#folder.write(
        `${CERTIFICATES_FOLDER}/${leaf.name}.identity`,
        kesIdentity(leaf.keys.publicPem, this.#makers.crypto),
      );
    }
    await this.#keep(leaf.name, issued);
  }

  /** The content of `ca.crt`, `kes.key`, `minio-client.identity`, … Throws when it is not there. */
  async pem(file: string): Promise<string> {
    const text = await this.#folder.read(`${CERTIFICATES_FOLDER}/${file}`);
    if (text === undefined) {
      throw new SealabError(
        'damaged-file',
        `${this.#folder.path}/${CERTIFICATES_FOLDER}/${file} is missing.`,
        {
          fix: 'Run `sealab up NAME`: it makes missing certificates anew.',
        },
      );
    }
    return text;
  }

  /** The same for a private key. */
  async secretPem(file: string): Promise<Secret> {
    return new Secret(await this.pem(file));
  }

  async find(file: string): Promise<string | undefined> {
    return await this.#folder.read(`${CERTIFICATES_FOLDER}/${file}`);
  }

  async #keep(name: string, issued: Issued): Promise<void> {
    await this.#folder.write(`${CERTIFICATES_FOLDER}/${name}.key`, issued.keyPem);
    // The certificate is written last: where it is, the key is too.
    await this.#folder.write(`${CERTIFICATES_FOLDER}/${name}.crt`, issued.certificatePem);
  }
}
