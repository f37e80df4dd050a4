import { expect, test } from 'vitest';
import { demultiplex } from './demultiplex.ts';

function frame(stream: 1 | 2, text: string): Buffer {
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

test.each([1, 3, 8, 9, 1000])('frames that come in pieces of %d bytes are put together', async (size) => {
  const bytes = Buffer.concat([frame(1, 'out'), frame(2, 'err'), frame(1, ''), frame(1, ' läuft')]);
  const written = { stdout: '', stderr: '' };
  for await (const { stream, bytes: part } of demultiplex(inPieces(bytes, size))) {
    written[stream] += part.toString('latin1');
  }
  expect(Buffer.from(written.stdout, 'latin1').toString('utf8')).toBe('out läuft');
  expect(written.stderr).toBe('err');
});
