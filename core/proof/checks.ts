import type { ProofView } from '#shared/contract/labs.ts';
import { toSealabError } from '#shared/errors.ts';
import { collectBytes, sameBytes, toBase64, toHex } from '../bytes.ts';
import { encryptionOf, type ObjectEncryptionFacts } from '../inspector/encryption.ts';
import { readXlMeta } from '../inspector/xl-meta.ts';
import type { LabDefinition } from '../labs/definition.ts';
import type { LabSession } from '../labs/session.ts';
import type { Crypto } from '../ports/crypto.ts';
import type { ObjectHead } from '../ports/services.ts';
import type { DriveSearch } from './search.ts';

type Check = ProofView['checks'][number];

export function roundTripCheck(
  written: readonly Uint8Array[],
  read: readonly Uint8Array[],
  crypto: Crypto,
): Check {
  const ok =
    written.length > 0 && written.every((body, index) => sameBytes(body, read[index] ?? new Uint8Array(0)));
  const largest = read.at(-1) ?? new Uint8Array(0);
  return {
    id: 'round-trip',
    title: 'Read back equals what was written',
    ok,
    evidence: ok ? `sha256 ${shorten(toHex(crypto.sha256(largest)))}` : 'the bytes that came back differ',
  };
}

export function headerCheck(
  definition: Pick<LabDefinition, 'encryption' | 'keyName'>,
  heads: readonly ObjectHead[],
): Check {
  const expected = definition.encryption === 'sse-kms' ? 'aws:kms' : 'AES256';
  const ok =
    heads.length > 0 &&
    heads.every(
      (head) =>
        head.encryption === expected && (expected === 'AES256' || head.keyName === definition.keyName),
    );
  const seen = heads.map((head) => [head.encryption ?? 'no header', head.keyName].filter(Boolean).join(', '));
  return { id: 'header', title: 'Server reports encryption', ok, evidence: [...new Set(seen)].join('; ') };
}

/** Every drive that holds the objects must hold a sealed key of the right length and mode in xl.meta. */
export async function sealedKeyCheck(
  session: LabSession,
  bucket: string,
  keys: readonly string[],
): Promise<Check> {
  const title = 'Sealed object key in xl.meta';
  const { drives } = session.engine;
  let seen = 0;
  let first = '';
  for (const drive of await drives.list(session.lab)) {
    for (const key of keys) {
      const path = `${bucket}/${key}/xl.meta`;
      const files = await drives.files(session.lab, drive, `${bucket}/${key}`);
      if (!files.some((file) => file.path === path)) continue;
      const found = sealedKeyIn(await collectBytes(drives.read(session.lab, drive, { path })));
      if (typeof found === 'string' || found.mode !== session.definition.encryption) {
        const what = typeof found === 'string' ? found : `It has an object key sealed for ${found.mode}.`;
        return { id: 'sealed-key', title, ok: false, evidence: `${drive}: ${path}: ${what}` };
      }
      seen += 1;
      first ||= `${shortBase64(found.sealedKey)} ${found.sealedKey.length} B, key ${found.keyName ?? 'of the client'}`;
    }
  }
  return {
    id: 'sealed-key',
    title,
    ok: seen > 0,
    evidence: seen > 0 ? `${first}; in ${seen} xl.meta` : 'no xl.meta found on any drive',
  };
}

/** How the newest version is encrypted, or a sentence that says why there is no sealed key. */
function sealedKeyIn(bytes: Uint8Array): ObjectEncryptionFacts | string {
  try {
    const { versions, checksum } = readXlMeta(bytes);
    if (checksum?.ok === false) return 'Its checksum is wrong.';
    const object = versions[0]?.object;
    const facts = object === undefined ? undefined : encryptionOf(object);
    return facts ?? 'It has no sealed object key.';
  } catch (thrown) {
    return toSealabError(thrown).message;
  }
}

/** No hit, and the files of every object in `keys` were among those that were read. */
export function plaintextCheck(search: DriveSearch, keys: readonly string[]): Check {
  const unread = keys.filter((key) => !search.files.some((file) => file.includes(`/${key}/`)));
  const ok = search.hits.length === 0 && keys.length > 0 && unread.length === 0;
  const [hit] = search.hits;
  return {
    id: 'plaintext-on-drives',
    title: 'Plaintext not found on any drive',
    ok,
    evidence:
      hit !== undefined
        ? `found in ${hit.drive}: ${hit.path}`
        : unread.length > 0
          ? `not read: ${unread.join(', ')}`
          : `${describe(search)} read`,
  };
}

/** The search must find what is there: each control object, on at least one drive. */
export function controlCheck(search: DriveSearch, keys: readonly string[]): Check {
  const ok = keys.every((key) => search.hits.some((hit) => hit.path.includes(key)));
  const drives = new Set(search.hits.map((hit) => hit.drive)).size;
  return {
    id: 'control',
    title: 'Control: the same search finds unencrypted data',
    ok,
    evidence: ok
      ? `found ${search.hits.length} times on ${drives} of ${search.drives} drives`
      : `not found: the search proves nothing (${describe(search)} read)`,
  };
}

function describe(search: DriveSearch): string {
  const mebibytes = (search.bytesRead / 1024 / 1024).toFixed(1);
  return `${search.drives} ${search.drives === 1 ? 'drive' : 'drives'}, ${search.files.length} files, ${mebibytes} MiB`;
}

function shorten(text: string): string {
  return `${text.slice(0, 4)}…${text.slice(-4)}`;
}

function shortBase64(bytes: Uint8Array): string {
  return `${toBase64(bytes).slice(0, 7)}…`;
}
