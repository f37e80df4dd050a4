import { SealabError } from '#shared/errors.ts';
import type { AeadCipher, Crypto } from '../ports/crypto.ts';
import {
  DARE_HEADER_BYTES,
  DARE_PACKAGE_BYTES,
  DARE_PAYLOAD_BYTES,
  DARE_TAG_BYTES,
  DARE_VERSION_2,
  type DareHeader,
  dareNonce,
  isSameDareNonce,
  readDareHeader,
} from './dare.ts';

/** How many neighbours are tried to name a package that lies in the wrong place: some milliseconds. */
const NEIGHBOURS = 256;

interface Header extends DareHeader {
  readonly cipher: AeadCipher;
}

export interface DareStreamOptions {
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** What it returns must stay as it is until the next call only. */
  readonly openAead: Crypto['openAead'];
  /** For messages: `part 1`. */
  readonly name: string;
  /** Of the whole stream; how many packages it can have. */
  readonly storedBytes: number;
}

/** How many bytes of plaintext a DARE stream of `storedBytes` has. */
export function plainBytesOf(storedBytes: number): number {
  return storedBytes - packageCount(storedBytes) * (DARE_HEADER_BYTES + DARE_TAG_BYTES);
}

function packageCount(storedBytes: number): number {
  return Math.ceil(storedBytes / DARE_PACKAGE_BYTES);
}

/**
 * Opens a DARE 2.0 stream as its bytes arrive (minio/sio `dare.go`, `reader-v2.go`, `DARE.md`). Gives out plaintext
 * only of packages that are authentic and in their place. Whatever it throws is `damaged-file` and names package and offset.
 */
export class DareStream {
  readonly #options: DareStreamOptions;
  /** The beginning of a package whose end has not arrived. */
  readonly #held = new Uint8Array(DARE_PACKAGE_BYTES);
  #heldBytes = 0;
  /** Of the package whose beginning is held, once its header is whole. */
  #heldHeader: Header | undefined;
  #offset = 0;
  #packages = 0;
  #first: Header | undefined;
  #isEnded = false;

  constructor(options: DareStreamOptions) {
    this.#options = options;
  }

  /** Packages that were opened. */
  get packages(): number {
    return this.#packages;
  }

  get cipher(): AeadCipher | undefined {
    return this.#first?.cipher;
  }

  /** Takes the next bytes and gives the plaintext of every package that they complete, each to be used before the next. */
  *push(bytes: Uint8Array): Generator<Uint8Array> {
    let rest = bytes;
    while (rest.length > 0) {
      if (this.#isEnded) throw this.#damaged(`lies behind the final package, where the stream has ended`);
      if (this.#heldBytes === 0 && rest.length >= DARE_HEADER_BYTES) {
        const header = this.#check(rest);
        if (rest.length >= header.packageBytes) {
          yield this.#open(rest.subarray(0, header.packageBytes), header);
          rest = rest.subarray(header.packageBytes);
          continue;
        }
        this.#heldHeader = header;
      }
      rest = rest.subarray(this.#hold(rest));
      if (this.#heldHeader === undefined || this.#heldBytes < this.#heldHeader.packageBytes) continue;
      const header = this.#heldHeader;
      this.#heldBytes = 0;
      this.#heldHeader = undefined;
      yield this.#open(this.#held.subarray(0, header.packageBytes), header);
    }
  }

  /** Says that there are no more bytes. Throws where the stream was cut; a stream of no bytes is an empty plaintext. */
  end(): void {
    if (this.#heldBytes > 0) throw this.#damaged(`is cut: ${this.#heldBytes} bytes of it are there`);
    if (this.#packages > 0 && !this.#isEnded)
      throw this.#damaged('is missing: the stream was cut between two packages, the final one is not there');
  }

  /** Keeps bytes until header or package are whole, and says how many it took. */
  #hold(bytes: Uint8Array): number {
    const wanted = this.#heldHeader?.packageBytes ?? DARE_HEADER_BYTES;
    const taken = Math.min(wanted - this.#heldBytes, bytes.length);
    this.#held.set(bytes.subarray(0, taken), this.#heldBytes);
    this.#heldBytes += taken;
    if (this.#heldBytes === DARE_HEADER_BYTES) this.#heldHeader ??= this.#check(this.#held);
    return taken;
  }

  /** Reads a header and checks it against the first one of the stream. */
  #check(bytes: Uint8Array): Header {
    const header = this.#read(bytes);
    const first = this.#first;
    if (first !== undefined && header.cipher !== first.cipher)
      throw this.#damaged(`changes the cipher from ${first.cipher} to ${header.cipher}`);
    if (first !== undefined && !isSameDareNonce(header.nonce, first.nonce))
      throw this.#damaged('has another nonce than the packages before it: it belongs to another stream');
    if (!header.isFinal && header.payloadBytes !== DARE_PAYLOAD_BYTES)
      throw this.#damaged(
        `says that it holds ${header.payloadBytes} bytes, which only the final package may do`,
      );
    return header;
  }

  #read(bytes: Uint8Array): Header {
    const header = readDareHeader(bytes);
    if (header.version !== DARE_VERSION_2)
      throw this.#damaged(`starts with 0x${toHexByte(header.version)}, not with the version 0x20`);
    if (!hasCipher(header))
      throw this.#damaged(`names the cipher 0x${toHexByte(header.cipherId)}, which DARE 2.0 does not have`);
    return header;
  }

  #open(bytes: Uint8Array, header: Header): Uint8Array {
    const plaintext = this.#openAs(bytes, { header, sequence: this.#packages });
    if (plaintext === undefined) throw this.#damaged(this.#whyNotAuthentic(bytes, header));
    this.#first ??= header;
    this.#packages += 1;
    this.#offset += bytes.length;
    this.#isEnded = header.isFinal;
    return plaintext;
  }

  #openAs(
    bytes: Uint8Array,
    { header, sequence }: { readonly header: Header; readonly sequence: number },
  ): Uint8Array | undefined {
    return this.#options.openAead({
      cipher: header.cipher,
      key: this.#options.key,
      nonce: dareNonce(header.nonce, sequence),
      sealed: bytes.subarray(DARE_HEADER_BYTES),
      associatedData: bytes.subarray(0, 4),
    });
  }

  #whyNotAuthentic(bytes: Uint8Array, header: Header): string {
    const here = this.#packages;
    const count = packageCount(this.#options.storedBytes);
    for (let distance = 1; distance <= NEIGHBOURS; distance += 1) {
      for (const sequence of [here + distance, here - distance]) {
        if (sequence >= 0 && sequence < count && this.#openAs(bytes, { header, sequence }) !== undefined)
          return `is package ${sequence + 1} of the same stream: packages were moved`;
      }
    }
    if (here === 0)
      return 'is not authentic: the key is not the one that sealed it, or its bytes were changed';
    return `is not authentic: its bytes were changed. The key is right, because it opens the ${here === 1 ? 'one' : here} before it`;
  }

  #damaged(what: string): SealabError {
    const { name } = this.#options;
    // Counted from 1, as where the bytes are shown.
    const where = `Package ${this.#packages + 1} of ${name}, at byte ${this.#offset},`;
    return new SealabError('damaged-file', `${where} ${what}.`, {
      fix: 'Compare the copies on the other drives, or heal the object with `mc admin heal`.',
      details: { stream: name, package: this.#packages + 1, offset: this.#offset },
    });
  }
}

function hasCipher(header: DareHeader): header is Header {
  return header.cipher !== undefined;
}

function toHexByte(value: number): string {
  return value.toString(16).padStart(2, '0');
}
