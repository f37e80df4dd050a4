import { describe, expect, it } from 'vitest';
import { kindOfHeader, programKind } from './program-file.ts';

const elf = (machine: number): Buffer => {
  const header = Buffer.alloc(20);
  header.writeUInt32BE(0x7f454c46, 0);
  header.writeUInt16LE(machine, 18);
  return header;
};

describe('a program file', () => {
  it('is one for this processor', () => {
    expect(kindOfHeader(elf(62), 'x64')).toBe('program');
    expect(kindOfHeader(elf(183), 'arm64')).toBe('program');
    expect(kindOfHeader(elf(62), 'arm64')).toEqual({
      problem: 'it is a program for another processor than arm64',
    });
  });

  it('is not a text, an empty or a cut-off file', () => {
    for (const text of ['', 'MZ', 'some text that is long enough']) {
      expect(kindOfHeader(Buffer.from(text), 'x64')).toEqual({ problem: 'it is no program' });
    }
    expect(kindOfHeader(elf(62).subarray(0, 10), 'x64')).toEqual({ problem: 'it is no program' });
  });

  it('is told from a script', () => {
    expect(kindOfHeader(Buffer.from('#!/bin/sh\n'))).toBe('script');
  });

  it('is what runs this test, and is not what does not exist', async () => {
    expect(await programKind(process.execPath)).toBe('program');
    expect(await programKind('/nowhere/program')).toEqual({ problem: 'there is no such program' });
  });
});
