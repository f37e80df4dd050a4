import { Button } from '@mantine/core';
import { useState } from 'react';
import { hexLines } from './hex-text.ts';

const SHOWN_BYTES = 64;

/** Bytes as hex in groups of eight, as many to a line as fit; of many only the first, until the rest is asked for. */
export function HexValue({ hex, lengthBytes = hex.length / 2 }: { hex: string; lengthBytes?: number }) {
  const [isWhole, setWhole] = useState(false);
  const held = hex.length / 2;
  const lines = hexLines(isWhole ? hex : hex.slice(0, SHOWN_BYTES * 2));
  return (
    <span className="walk-hex">
      {lines.map((line, index) => (
        <code key={`${index}-${line}`}>{line}</code>
      ))}
      {held <= SHOWN_BYTES ? null : (
        <Button variant="subtle" size="compact-xs" onClick={() => setWhole(!isWhole)}>
          {isWhole
            ? 'Show the first 64 bytes'
            : `Show ${held === lengthBytes ? 'all' : 'the first'} ${held.toLocaleString('en')} bytes`}
        </Button>
      )}
    </span>
  );
}
