import type { FieldView } from '#shared/contract/inspector.ts';
import { META } from './encryption.ts';

/** What a field is for, in one plain sentence, and what else belongs to it in the three views of an object. */
export type FieldMeaning = Pick<FieldView, 'meaning' | 'identity' | 'link'>;

const FIELDS: Readonly<Record<string, FieldMeaning>> = {
  'Header.VersionID': {
    meaning: 'Id of this version; zeros stand for the version of a time without versioning.',
  },
  'Header.ModTime': { meaning: 'When this version was written; the newest version comes first.' },
  'Header.Signature': {
    meaning: 'The same on every drive; another value means that drives hold different states.',
  },
  'Header.Type': {
    meaning: 'What this version is: 1 an object, 2 a delete marker, 3 an object in the format before 2020.',
  },
  'Header.Flags': {
    meaning:
      'Bits that add up: 1 only tracks content in a tier, 2 has a data directory, 4 has its data inside this file.',
  },
  'Header.EcN': { meaning: 'Number of parity shards; the header names it before the data shards.' },
  'Header.EcM': {
    meaning: 'Number of data shards, once more beside the body so that a listing need not read it.',
  },
  Type: {
    meaning: 'What this version is: 1 an object, 2 a delete marker, 3 an object in the format before 2020.',
  },
  v: { meaning: 'Release time of the MinIO that wrote this, in seconds; 0 is a build without a release.' },
  V1Obj: { meaning: 'The object in the format before 2020, kept until it is overwritten.' },
  ID: { meaning: 'Id of this version; zeros stand for the version of a time without versioning.' },
  DDir: {
    meaning: 'Name of the folder with the part files; it is given even where the data lie inside this file.',
    link: 'data-dir',
  },
  EcAlgo: { meaning: 'The erasure code: 1 is Reed-Solomon, the only one.' },
  EcM: { meaning: 'Number of data shards: so many drives are enough to read the object.' },
  EcN: { meaning: 'Number of parity shards: so many drives may be lost.' },
  EcBSize: {
    meaning: 'The stored bytes are cut into blocks of this size, and each block is spread over the drives.',
  },
  EcIndex: {
    meaning: 'Which shard this drive holds, counted from 1; the data shards come first.',
    link: 'shard',
  },
  EcDist: { meaning: 'Which shard each drive of the set holds, in the order of the drives.' },
  CSumAlgo: { meaning: 'The bitrot hash: 1 is HighwayHash-256, which stands before every chunk of a shard.' },
  Size: { meaning: 'Sum of the stored sizes of all parts, encryption included.' },
  MTime: { meaning: 'When this version was written, in nanoseconds.' },
  'MetaSys.x-minio-internal-inline-data': {
    meaning: 'The shard lies inside this file, because the object is small.',
  },
  'MetaSys.x-minio-internal-crc': {
    meaning:
      'Checksum that the client sent, sealed with a key made from the object key where the object is encrypted.',
  },
  [`MetaSys.${META.iv}`]: {
    meaning: 'Random value that goes into the key encryption key; a rotation makes a new one.',
    link: 'iv',
  },
  [`MetaSys.${META.algorithm}`]: {
    meaning:
      'How the object key is sealed: DARE 2.0 under a key from HMAC-SHA256, which also binds bucket and name.',
  },
  [`MetaSys.${META.sealedKey['sse-s3']}`]: {
    meaning: 'The object key, sealed for SSE-S3; only the data key from the KMS opens it.',
    identity: 'object',
    link: 'sealed-key',
  },
  [`MetaSys.${META.sealedKey['sse-kms']}`]: {
    meaning: 'The object key, sealed for SSE-KMS; only the data key from the KMS opens it.',
    identity: 'object',
    link: 'sealed-key',
  },
  [`MetaSys.${META.sealedKey['sse-c']}`]: {
    meaning: 'The object key, sealed for SSE-C; only the key of the client opens it.',
    identity: 'object',
    link: 'sealed-key',
  },
  [`MetaSys.${META.keyName}`]: {
    meaning: 'Name of the KES key that seals the data key; SSE-KMS uses this name too.',
    identity: 'kes',
    link: 'key-name',
  },
  [`MetaSys.${META.kmsCiphertext}`]: {
    meaning: 'The data key, sealed by KES; it is sent back to KES whenever the object is read.',
    identity: 'data',
    link: 'kms-ciphertext',
  },
  [`MetaSys.${META.context}`]: {
    meaning:
      'The context that the client gave; KES opens the data key only with the same one, and the bucket added.',
    link: 'context',
  },
  [`MetaSys.${META.multipart}`]: {
    meaning:
      'Uploaded in parts: every part has a key of its own, made from the object key and the part number.',
  },
  [`MetaSys.${META.compression}`]: { meaning: 'The content was compressed so before it was stored.' },
  [`MetaSys.${META.actualSize}`]: { meaning: 'Size of the object as the client sent it.' },
  'MetaUsr.content-type': { meaning: 'Content type that the client gave; it is stored in the clear.' },
  'MetaUsr.etag': {
    meaning:
      'ETag: 32 hex digits are an MD5, 96 are one that is sealed with a key made from the object key, a number behind it means parts.',
    link: 'etag',
  },
};

const LISTS: Readonly<Record<string, (part: number) => string>> = {
  PartNums: (part) => `Number of part ${part}; a part key is made from this number.`,
  PartETags: (part) => `ETag of part ${part}; it is dropped when the upload is completed.`,
  PartSizes: (part) =>
    `Stored size of part ${part}, after encryption and before it is spread over the drives.`,
  PartASizes: (part) => `Size of part ${part} as the client sent it.`,
  PartIdx: (part) =>
    `Where the compressed stream of part ${part} can be entered; sealed where the object is encrypted.`,
};

/** Explains a field of xl.meta by the path that `fieldsOf` gives it; `part` is the part number of a list's item. */
export function explainField(path: string, part?: number): FieldMeaning {
  const known = Object.hasOwn(FIELDS, path) ? FIELDS[path] : undefined;
  if (known !== undefined) return known;
  const list = /^(Part[A-Za-z]+)/.exec(path)?.[1] ?? '';
  const explain = Object.hasOwn(LISTS, list) ? LISTS[list] : undefined;
  if (explain !== undefined && part !== undefined) return { meaning: explain(part), link: `part:${part}` };
  if (explain !== undefined) return { meaning: 'The same for every part, too many to list one by one.' };
  if (path.startsWith('MetaUsr.'))
    return { meaning: 'Metadata that the client gave; it is stored in the clear.' };
  if (path.startsWith('MetaSys.')) return { meaning: 'Internal metadata of MinIO, which no client sees.' };
  return { meaning: 'A field that this version of Sealab does not know.' };
}
