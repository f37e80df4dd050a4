const BYTES_A_LINE = 8;
const HEX_LINE = /.{1,4}/g;

/** Hex in groups of two bytes, eight bytes a line: `3671 0664 d61b 9295`. */
export function hexLines(hex: string): readonly string[] {
  const lines: string[] = [];
  for (let at = 0; at < hex.length; at += BYTES_A_LINE * 2) {
    lines.push((hex.slice(at, at + BYTES_A_LINE * 2).match(HEX_LINE) ?? []).join(' '));
  }
  return lines;
}

/** The beginning and the end of a long hex value: `3671 0664 d61b 9295 … a6f5 31f5`. */
export function shortHex(hex: string): string {
  if (hex.length <= 32) return (hex.match(HEX_LINE) ?? []).join(' ');
  const head = hex.slice(0, 16).match(HEX_LINE) ?? [];
  const tail = hex.slice(-8).match(HEX_LINE) ?? [];
  return `${head.join(' ')} … ${tail.join(' ')}`;
}

const CONTROL_BUT_SPACE = /[\p{Cc}]/u;

/**
 * Bytes as the text they are, or undefined where they are none: not UTF-8, or with control characters that are no
 * white space. A character cut at the end of a preview is left out (`isCut`).
 */
export function textOf(bytes: Uint8Array, isCut: boolean): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: isCut });
    return CONTROL_BUT_SPACE.test(text.replace(/[\t\n\r]/g, '')) ? undefined : text;
  } catch {
    // Not UTF-8: shown as hex.
    return undefined;
  }
}

/** A hex dump: offset, sixteen bytes, and what they are in ASCII. */
export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = [...bytes.subarray(at, at + 16)];
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const ascii = row.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${at.toString(16).padStart(6, '0')}  ${hex.padEnd(47)}  ${ascii}`);
  }
  return lines.join('\n');
}
