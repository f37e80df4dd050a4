import { encode } from '@msgpack/msgpack';
import { joinBytes } from '../bytes.ts';
import { xxHash64Low } from '../inspector/xx-hash.ts';

/** What the xl.meta of one object on one drive says. */
export interface FakeObjectMeta {
  readonly system: Readonly<Record<string, string>>;
  readonly data: number;
  readonly parity: number;
  /** Which shard this drive holds, from 1. */
  readonly index: number;
  readonly sizeBytes: number;
  /** The shard itself, where it is small enough to live inside. */
  readonly inline?: Uint8Array;
}

/**
 * The bytes of an xl.meta with one version, as MinIO writes it (`cmd/xl-storage-format-v2.go`, version 1.3): magic,
 * version, a bin32 with headers and bodies, their checksum, then inline data.
 */
export function encodeXlMeta(meta: FakeObjectMeta): Uint8Array {
  const text = new TextEncoder();
  const zeros = new Uint8Array(16);
  const total = meta.data + meta.parity;
  const body = encode(
    {
      Type: 1,
      V2Obj: {
        ID: zeros,
        DDir: new Uint8Array(16).fill(7),
        EcAlgo: 1,
        EcM: meta.data,
        EcN: meta.parity,
        EcBSize: 1_048_576,
        EcIndex: meta.index,
        EcDist: Array.from({ length: total }, (_, index) => index + 1),
        CSumAlgo: 1,
        PartNums: [1],
        PartSizes: [meta.sizeBytes],
        Size: meta.sizeBytes,
        MTime: 1_795_255_200_000_000_000n,
        MetaSys: Object.fromEntries(
          Object.entries(meta.system).map(([key, value]) => [key, text.encode(value)]),
        ),
        MetaUsr: { 'content-type': 'text/plain' },
      },
    },
    { useBigInt64: true },
  );
  const header = encode(
    [zeros, 1_795_255_200_000_000_000n, new Uint8Array(4), 1, 0, meta.parity, meta.data],
    { useBigInt64: true },
  );
  const versions = joinBytes([encode(3), encode(3), encode(1), encode(header), encode(body)]);
  return joinBytes([
    text.encode('XL2 '),
    Uint8Array.of(1, 0, 3, 0, 0xc6),
    uint32(versions.length),
    versions,
    Uint8Array.of(0xce),
    uint32(xxHash64Low(versions)),
    ...(meta.inline === undefined ? [] : [Uint8Array.of(1), encode({ null: meta.inline })]),
  ]);
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}
