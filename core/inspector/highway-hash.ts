import { createHighwayKernel } from './highway-kernel.ts';

const PAGE_BYTES = 65_536;
const PACKET_BYTES = 32;
/** Addresses in the kernel's memory: four lanes of 64 bits for each of v0, v1, mul0 and mul1, then a packet, then the message. */
const [V0, V1, MUL0, MUL1, PACKET, MESSAGE] = [0, 32, 64, 96, 128, 256];
const STATE_BYTES = 128;
const FINAL_ROUNDS = 10;

const INIT0 = [0xdbe6d5d5fe4cce2fn, 0xa4093822299f31d0n, 0x13198a2e03707344n, 0x243f6a8885a308d3n];
const INIT1 = [0x3bd39e10cb0ef593n, 0xc0acf169b5f18a8cn, 0xbe5466cf34e90c6cn, 0x452821e638d01377n];

/**
 * HighwayHash-256 under one key of 32 bytes, as MinIO uses it (minio/highwayhash `highwayhash_generic.go`). The function
 * hashes one message of any size; what it returns is 32 new bytes.
 */
export function createHighwayHash(key: Uint8Array): (message: Uint8Array) => Uint8Array {
  const kernel = createHighwayKernel();
  const initial = initialState(key);
  let memory = new Uint8Array(kernel.memory.buffer);
  let view = new DataView(kernel.memory.buffer);

  function reserve(bytes: number): void {
    if (memory.length >= bytes) return;
    kernel.memory.grow(Math.ceil((bytes - memory.length) / PAGE_BYTES));
    memory = new Uint8Array(kernel.memory.buffer);
    view = new DataView(kernel.memory.buffer);
  }

  return (message) => {
    reserve(MESSAGE + message.length);
    memory.set(initial);
    memory.set(message, MESSAGE);
    const end = MESSAGE + message.length;
    const restBytes = message.length % PACKET_BYTES;
    kernel.absorb(MESSAGE, end - restBytes);
    if (restBytes > 0) {
      mixLength(view, restBytes);
      writeRest(memory, message.subarray(message.length - restBytes));
      kernel.absorb(PACKET, PACKET + PACKET_BYTES);
    }
    for (let round = 0; round < FINAL_ROUNDS; round += 1) {
      writePermuted(view);
      kernel.absorb(PACKET, PACKET + PACKET_BYTES);
    }
    return reduced(view);
  };
}

function initialState(key: Uint8Array): Uint8Array {
  const state = new Uint8Array(STATE_BYTES);
  const view = new DataView(state.buffer);
  const keyView = new DataView(key.buffer, key.byteOffset, key.byteLength);
  for (let lane = 0; lane < 4; lane += 1) {
    const word = keyView.getBigUint64(8 * lane, true);
    const [init0, init1] = [INIT0[lane] ?? 0n, INIT1[lane] ?? 0n];
    view.setBigUint64(V0 + 8 * lane, init0 ^ word, true);
    view.setBigUint64(V1 + 8 * lane, init1 ^ (word >> 32n) ^ BigInt.asUintN(64, word << 32n), true);
    view.setBigUint64(MUL0 + 8 * lane, init0, true);
    view.setBigUint64(MUL1 + 8 * lane, init1, true);
  }
  return state;
}

/** Adds the count of the last bytes to v0 and turns every 32 bits of v1 by it. */
function mixLength(view: DataView, count: number): void {
  for (let lane = 0; lane < 4; lane += 1) {
    const at = V0 + 8 * lane;
    view.setBigUint64(at, view.getBigUint64(at, true) + (BigInt(count) << 32n) + BigInt(count), true);
  }
  for (let at = V1; at < V1 + 32; at += 4) {
    const word = view.getUint32(at, true);
    view.setUint32(at, (word << count) | (word >>> (32 - count)), true);
  }
}

/** The last 1 to 31 bytes as a packet: whole words in front, and of the others enough to tell them apart. */
function writeRest(memory: Uint8Array, rest: Uint8Array): void {
  memory.fill(0, PACKET, PACKET + PACKET_BYTES);
  const words = rest.length & ~3;
  memory.set(rest.subarray(0, words), PACKET);
  const odd = rest.subarray(words);
  if (rest.length >= 16) memory.set(rest.subarray(rest.length - 4), PACKET + 28);
  else if (odd.length > 0)
    memory.set([odd[0] ?? 0, odd[odd.length >> 1] ?? 0, odd[odd.length - 1] ?? 0], PACKET + 16);
}

/** v0 with its halves of two lanes and the halves of each lane changed over. */
function writePermuted(view: DataView): void {
  for (const [to, from] of [5, 4, 7, 6, 1, 0, 3, 2].entries())
    view.setUint32(PACKET + 4 * to, view.getUint32(V0 + 4 * from, true), true);
}

function reduced(view: DataView): Uint8Array {
  const hash = new Uint8Array(32);
  const out = new DataView(hash.buffer);
  const sum = (one: number, other: number): bigint =>
    BigInt.asUintN(64, view.getBigUint64(one, true) + view.getBigUint64(other, true));
  for (const at of [0, 16]) {
    const [x0, x1] = [sum(V0 + at, MUL0 + at), sum(V0 + at + 8, MUL0 + at + 8)];
    const [x2, x3] = [sum(V1 + at, MUL1 + at), sum(V1 + at + 8, MUL1 + at + 8) & 0x3fffffffffffffffn];
    out.setBigUint64(at, x0 ^ (x2 << 1n) ^ (x2 << 2n), true);
    out.setBigUint64(at + 8, x1 ^ (x3 << 1n) ^ (x2 >> 63n) ^ (x3 << 2n) ^ (x2 >> 62n), true);
  }
  return hash;
}
