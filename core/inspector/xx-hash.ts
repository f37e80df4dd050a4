import xxhash from 'xxhash-wasm';

/** A few kilobytes of WebAssembly, compiled while the module loads: reading an xl.meta stays synchronous. */
const hasher = await xxhash();

/** The low 32 bits of xxHash64 with seed 0, which MinIO writes behind the metadata of an xl.meta. */
export function xxHash64Low(bytes: Uint8Array): number {
  return Number(hasher.h64Raw(bytes) & 0xffff_ffffn);
}
