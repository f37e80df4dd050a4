import type { FieldView, KeyIdentity, StoredObject } from '#shared/contract/inspector.ts';

/** What is known of an object at one moment: its metadata, the bytes on its drives, its plaintext. */
export interface ObjectSnapshot {
  readonly stored: StoredObject;
  /** The first bytes of the object's data on each drive that can be read, by drive. */
  readonly data: ReadonlyMap<string, Uint8Array>;
  /** Of the plaintext that our own code opened; absent where it did not get there. */
  readonly sha256: string | undefined;
}

/** One thing before and after. */
export interface RotationRow {
  readonly what: string;
  readonly before: string;
  readonly after: string;
  readonly state: 'changed' | 'same' | 'unknown';
  /** What that means. */
  readonly meaning: string;
  readonly identity?: KeyIdentity;
}

interface Followed {
  readonly what: string;
  readonly link: string;
  readonly identity?: KeyIdentity;
  readonly changed: string;
  readonly same: string;
}

const FOLLOWED: readonly Followed[] = [
  {
    what: 'KES key',
    link: 'key-name',
    identity: 'kes',
    changed: 'Another KES key protects the data key now.',
    same: 'The same KES key protects the data key.',
  },
  {
    what: 'encrypted data key',
    link: 'kms-ciphertext',
    identity: 'ciphertext',
    changed: 'KES made a new data key.',
    same: 'The data key is the same.',
  },
  {
    what: 'IV',
    link: 'iv',
    changed: 'A new random IV goes into the key that seals the object key.',
    same: 'The IV stays.',
  },
  {
    what: 'sealed object key',
    link: 'sealed-key',
    identity: 'ciphertext',
    changed: 'The object key is sealed anew.',
    same: 'The object key is sealed as before.',
  },
  {
    what: 'stored ETag',
    link: 'etag',
    identity: 'ciphertext',
    changed: 'It was written anew.',
    same: 'It was not touched.',
  },
  {
    what: 'data directory',
    link: 'data-dir',
    changed: 'The data was written again, into a new folder.',
    same: 'The data was not written again.',
  },
];

/** Compares an object before and after; the object key is judged by what it opens, its value is not looked at. */
export function rotationRows(before: ObjectSnapshot, after: ObjectSnapshot): readonly RotationRow[] {
  const fields = FOLLOWED.flatMap((followed): RotationRow[] => {
    const { what, link, changed, same, identity } = followed;
    const [was, is] = [fieldOf(before.stored, link), fieldOf(after.stored, link)];
    if (was === undefined && is === undefined) return [];
    const isSame = was?.value === is?.value;
    return [
      {
        what,
        before: was?.value ?? 'none',
        after: is?.value ?? 'none',
        state: isSame ? 'same' : 'changed',
        meaning: isSame ? same : changed,
        ...(identity === undefined ? {} : { identity }),
      },
    ];
  });
  return [...fields, dataRow(before, after), objectKeyRow(before, after), plaintextRow(before, after)];
}

function fieldOf({ drives }: StoredObject, link: string): FieldView | undefined {
  return drives.find(({ state }) => state === 'ok')?.fields.find((field) => field.link === link);
}

function dataRow(before: ObjectSnapshot, after: ObjectSnapshot): RotationRow {
  const drives = comparedDrives(before, after);
  const same = drives.filter(({ isSame }) => isSame).length;
  return {
    what: 'bytes on the drives',
    before: beginning(before),
    after: beginning(after),
    identity: 'ciphertext',
    state: drives.length === 0 ? 'unknown' : same === drives.length ? 'same' : 'changed',
    meaning:
      drives.length === 0
        ? 'No drive could be read both times.'
        : `Equal on ${same} of ${drives.length} ${drives.length === 1 ? 'drive' : 'drives'}: the first ${compared(drives)} bytes were compared.`,
  };
}

interface ComparedDrive {
  readonly isSame: boolean;
  readonly lengthBytes: number;
}

function comparedDrives(before: ObjectSnapshot, after: ObjectSnapshot): readonly ComparedDrive[] {
  return [...before.data].flatMap(([drive, was]) => {
    const is = after.data.get(drive);
    return is === undefined ? [] : [{ isSame: equal(was, is), lengthBytes: was.length }];
  });
}

function compared(drives: readonly ComparedDrive[]): string {
  return Math.max(0, ...drives.map(({ lengthBytes }) => lengthBytes)).toLocaleString('en');
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

const BEGINNING_BYTES = 16;

function beginning({ data }: ObjectSnapshot): string {
  const [first] = data.values();
  if (first === undefined) return 'not read';
  return [...first.subarray(0, BEGINNING_BYTES)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function objectKeyRow(before: ObjectSnapshot, after: ObjectSnapshot): RotationRow {
  const data = dataRow(before, after).state;
  const opens = after.sha256 !== undefined && after.sha256 === before.sha256;
  const shared = { what: 'object key', before: 'covered', after: 'covered', identity: 'object' as const };
  if (after.stored.encryption === 'none' || before.stored.encryption === 'none') {
    const [was, is] = [before, after].map(({ stored }) =>
      stored.encryption === 'none' ? 'none' : 'covered',
    );
    return {
      ...shared,
      before: was ?? '',
      after: is ?? '',
      state: was === is ? 'same' : 'changed',
      meaning: was === is ? 'There is none: the object is not encrypted.' : 'The object is encrypted now.',
    };
  }
  if (data === 'same' && opens)
    return { ...shared, state: 'same', meaning: 'The same bytes still open, so the key is the same.' };
  if (data === 'changed' && opens)
    return {
      ...shared,
      state: 'changed',
      meaning: 'Other bytes open to the same plaintext: they were encrypted anew.',
    };
  return { ...shared, state: 'unknown', meaning: 'The walk did not reach the plaintext both times.' };
}

function plaintextRow({ sha256: was }: ObjectSnapshot, { sha256: is }: ObjectSnapshot): RotationRow {
  const isKnown = was !== undefined && is !== undefined;
  return {
    what: 'SHA-256 of the plaintext',
    before: was ?? 'not reached',
    after: is ?? 'not reached',
    identity: 'plaintext',
    state: isKnown ? (was === is ? 'same' : 'changed') : 'unknown',
    meaning:
      isKnown && was === is ? 'What clients read is the same.' : 'What clients read has to be looked at.',
  };
}
