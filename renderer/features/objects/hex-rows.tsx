import type { Region } from '#shared/contract/inspector.ts';
import { StateIcon } from '../../ui/state-icon.tsx';
import type { HexLine } from './hex-lines.ts';
import { hexRow, marked, offsetText } from './hex-text.ts';
import { useLitProps } from './lit.tsx';
import { checkWord, RegionWord, regionClass } from './region-look.tsx';

/** Where a region begins: its name, what was read from it, and whether that fits. */
export function RegionHeading({ region }: { region: Region }) {
  const lit = useLitProps(region.link);
  return (
    <p className="hex-heading" title={region.meaning} {...lit}>
      <RegionWord region={region} />
      {region.check === 'not-checked' ? null : (
        <StateIcon tone={region.check === 'ok' ? 'ok' : 'fail'} size={14} label={checkWord(region)} />
      )}
      <span className="hex-meaning">{region.meaning}</span>
    </p>
  );
}

export interface HexRowLineProps {
  readonly line: Extract<HexLine, { kind: 'row' }>;
  readonly bytes: Uint8Array | undefined;
  readonly sizeBytes: number;
  readonly hits: readonly number[];
  readonly hitBytes: number;
}

/** Up to sixteen bytes: their offset, hexadecimal, and as characters. */
export function HexRowLine({ line, bytes, sizeBytes, hits, hitBytes }: HexRowLineProps) {
  const lit = useLitProps(line.region.link);
  const { hex, ascii } = hexRow(bytes ?? new Uint8Array(), line.from);
  return (
    <div className={`hex-row ${regionClass(line.region)}`} {...lit}>
      <span className="hex-offset">{offsetText(line.from - (line.from % 16), sizeBytes)}</span>
      <span className="hex-bytes">
        <Marked text={hex} line={line} hits={hits} hitBytes={hitBytes} />
      </span>
      <span className="hex-ascii">{ascii}</span>
    </div>
  );
}

/** The bytes of a row with what the search found in it set off. */
function Marked({
  text,
  line,
  hits,
  hitBytes,
}: { text: string } & Pick<HexRowLineProps, 'line' | 'hits' | 'hitBytes'>) {
  const pieces = [];
  let position = 0;
  for (const offset of hits) {
    const found = marked(line, { from: offset, to: offset + hitBytes });
    if (found === undefined || found.start < position) continue;
    pieces.push(text.slice(position, found.start));
    pieces.push(
      <mark key={offset} className="hex-hit">
        {text.slice(found.start, found.end)}
      </mark>,
    );
    position = found.end;
  }
  return pieces.length === 0 ? text : [...pieces, text.slice(position)];
}
