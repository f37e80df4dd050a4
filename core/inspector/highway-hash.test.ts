import { WasmHighwayHash } from 'highwayhasher';
import { expect, it } from 'vitest';
import { toHex } from '../bytes.ts';
import { createHighwayHash } from './highway-hash.ts';

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const BITROT_KEY = bytes('4be734fa8e238acd263e83e6bb968552040f935da39f441497e09d1322de36a0');

it('gives MinIO’s own self-test value (cmd/bitrot.go bitrotSelfTest)', () => {
  const hash = createHighwayHash(BITROT_KEY);
  let message = new Uint8Array(0);
  let sum = new Uint8Array(0);
  for (let round = 0; round < 32; round += 1) {
    sum = Uint8Array.from(hash(message));
    message = Uint8Array.from([...message, ...sum]);
  }
  expect(toHex(sum)).toBe('39c0407ed3f01b18d22c85db4aeff11e060ca5f43131b0126731ca197cd42313');
});

it('derives MinIO’s bitrot key from a hundred decimals of π', () => {
  const decimals =
    '14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534211706798214808651'.slice(
      0,
      100,
    );
  expect(toHex(createHighwayHash(new Uint8Array(32))(new TextEncoder().encode(decimals)))).toBe(
    toHex(BITROT_KEY),
  );
});

it('agrees with another implementation at every length around packets and pages', async () => {
  const other = await WasmHighwayHash.loadModule();
  const hash = createHighwayHash(BITROT_KEY);
  const message = Uint8Array.from({ length: 200_000 }, (_, at) => (at * 167 + (at >> 7)) & 0xff);
  const lengths = [...Array(200).keys(), 65_535, 65_536, 65_537, 131_071, 200_000];
  for (const length of lengths) {
    const one = message.subarray(1, 1 + length);
    expect(toHex(hash(one)), `length ${length}`).toBe(toHex(other.hash256(BITROT_KEY, one)));
  }
});
