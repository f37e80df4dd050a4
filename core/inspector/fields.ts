import type { FieldView } from '#shared/contract/inspector.ts';
import { fromBase64, toHex } from '../bytes.ts';
import { META } from './encryption.ts';
import { explainField } from './field-meanings.ts';
import { MOST_ITEMS } from './xl-object.ts';
import type { XlObject, XlPart, XlVersion } from './xl-types.ts';

/** Longer values are cut: nobody reads them, and the page has to carry them. */
const LONGEST_HEX_BYTES = 2048;
const TYPES: Readonly<Record<XlVersion['kind'], number>> = { object: 1, 'delete-marker': 2, legacy: 3 };
const ZERO_ID = '00000000-0000-0000-0000-000000000000';

type Shown = Pick<FieldView, 'value' | 'type' | 'lengthBytes'>;

/** Every field of one version, explained, in the order of MinIO's structures. */
export function fieldsOf(version: XlVersion): readonly FieldView[] {
  return [
    ...headerFields(version),
    field('Type', number(TYPES[version.kind])),
    field('v', number(version.writtenBySeconds ?? 0)),
    ...(version.object === undefined ? [] : objectFields(version, version.object)),
    ...(version.deleteMarker === undefined
      ? []
      : [...commonFields(version), ...systemFields(version.deleteMarker.system)]),
    ...(version.kind === 'legacy' ? [field('V1Obj', { value: '', type: 'empty' })] : []),
  ];
}

function headerFields(version: XlVersion): readonly FieldView[] {
  if (version.layout === 0) return [];
  const { isFreeVersion, usesDataDir, isInline } = version.flags;
  const flags = (isFreeVersion ? 1 : 0) + (usesDataDir ? 2 : 0) + (isInline ? 4 : 0);
  const erasure = version.object?.erasure;
  const shown: readonly (readonly [string, Shown])[] = [
    ['VersionID', uuid(version.versionId)],
    ['ModTime', time(version.modifiedNs)],
    ...(version.layout > 1 ? [['Signature', bytes(version.signature)] as const] : []),
    ['Type', number(TYPES[version.kind])],
    ['Flags', number(flags)],
    ...(version.layout > 2
      ? [['EcN', number(erasure?.parity ?? 0)] as const, ['EcM', number(erasure?.data ?? 0)] as const]
      : []),
  ];
  return shown.map(([name, value]) => field(`Header.${name}`, value));
}

function objectFields(version: XlVersion, object: XlObject): readonly FieldView[] {
  const { erasure, parts, system, user } = object;
  return [
    ...commonFields(version),
    field('DDir', uuid(object.dataDir)),
    field('EcAlgo', number(1)),
    field('EcM', number(erasure.data)),
    field('EcN', number(erasure.parity)),
    field('EcBSize', number(erasure.blockBytes)),
    field('EcIndex', number(erasure.index)),
    field('EcDist', { value: erasure.distribution.join(' '), type: 'text' }),
    field('CSumAlgo', number(1)),
    ...partFields('PartNums', parts, (part) => number(part.number)),
    ...partFields('PartETags', parts, ({ etag }) => (etag === undefined ? undefined : text(etag))),
    ...partFields('PartSizes', parts, (part) => number(part.storedBytes)),
    ...partFields('PartASizes', parts, ({ plainBytes }) =>
      plainBytes === undefined ? undefined : number(plainBytes),
    ),
    ...partFields('PartIdx', parts, ({ compressionIndex }) =>
      compressionIndex === undefined ? undefined : bytes(compressionIndex),
    ),
    field('Size', number(object.sizeBytes)),
    ...systemFields(system),
    ...[...user].map(([name, value]) => field(`MetaUsr.${name}`, text(value))),
  ];
}

function commonFields(version: XlVersion): readonly FieldView[] {
  return [field('ID', uuid(version.versionId)), field('MTime', time(version.modifiedNs))];
}

function partFields(
  list: string,
  parts: readonly XlPart[],
  show: (part: XlPart) => Shown | undefined,
): readonly FieldView[] {
  const shown = parts.map(show);
  if (shown.every((value) => value === undefined)) return [];
  if (parts.length > MOST_ITEMS) {
    const first = shown.slice(0, 3).map((value) => value?.value ?? '');
    return [field(list, { value: `${first.join(' ')} … (${parts.length})`, type: 'text' })];
  }
  return parts.flatMap((part, index) => {
    const value = shown[index];
    return value === undefined
      ? []
      : [{ path: `${list}[${index}]`, ...value, ...explainField(list, part.number) }];
  });
}

const BASE64 = new Set<string>([META.iv, ...Object.values(META.sealedKey), META.kmsCiphertext, META.context]);

function systemFields(system: XlObject['system']): readonly FieldView[] {
  return [...system].map(([name, value]) =>
    field(`MetaSys.${name}`, BASE64.has(name) ? base64(value) : textOrBytes(value)),
  );
}

function field(path: string, shown: Shown): FieldView {
  return { path, ...shown, ...explainField(path) };
}

const number = (value: number): Shown => ({ value: String(value), type: 'number' });
const uuid = (value: string): Shown => ({ value: value === 'null' ? ZERO_ID : value, type: 'uuid' });
const text = (value: string): Shown => (value === '' ? { value, type: 'empty' } : { value, type: 'text' });

function bytes(value: Uint8Array): Shown {
  if (value.length === 0) return { value: '', type: 'empty' };
  const hex = toHex(value.subarray(0, LONGEST_HEX_BYTES));
  return {
    value: value.length > LONGEST_HEX_BYTES ? `${hex}…` : hex,
    type: 'bytes',
    lengthBytes: value.length,
  };
}

/** Text that a person can read has none of these. */
const CONTROL = /\p{Cc}/u;
const strict = new TextDecoder('utf-8', { fatal: true });

function textOrBytes(value: Uint8Array): Shown {
  try {
    const decoded = strict.decode(value);
    return CONTROL.test(decoded) ? bytes(value) : text(decoded);
  } catch {
    return bytes(value);
  }
}

function base64(value: Uint8Array): Shown {
  const shown = textOrBytes(value);
  try {
    return { value: shown.value, type: 'base64', lengthBytes: fromBase64(shown.value).length };
  } catch {
    return shown;
  }
}

const NS_PER_SECOND = 1_000_000_000n;
const MS_PER_NS = 1_000_000n;
/** Beyond it a date of JavaScript does not exist. */
const LARGEST_MS = 8_640_000_000_000_000n;

function time(ns: bigint): Shown {
  const ms = ns / MS_PER_NS;
  if (ns < 0n || ms > LARGEST_MS) return { value: String(ns), type: 'number' };
  const fraction = String(ns % NS_PER_SECOND).padStart(9, '0');
  return { value: `${new Date(Number(ms)).toISOString().slice(0, -5)}.${fraction}Z`, type: 'time' };
}
