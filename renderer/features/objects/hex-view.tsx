import { ChevronDown } from 'lucide-react';
import {
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { Region } from '#shared/contract/inspector.ts';
import { formatSize } from '../../ui/size.ts';
import { type HexLine, heightOf, layOut, lineAt, windowOf } from './hex-lines.ts';
import { HexRowLine, RegionHeading } from './hex-rows.tsx';
import { offsetText } from './hex-text.ts';
import type { ReadFile } from './use-file-windows.ts';
import { useVirtualRows } from './use-virtual-rows.ts';
import './hex-view.css';

export interface HexViewHandle {
  /** Brings an offset into sight, opening what is folded over it. */
  readonly goTo: (offset: number, align?: 'start' | 'center') => void;
  readonly focus: () => void;
}

export interface HexViewProps {
  readonly label: string;
  readonly sizeBytes: number;
  readonly file: ReadFile;
  /** Found bytes: where each begins. */
  readonly hits: readonly number[];
  readonly hitBytes: number;
  readonly ref: Ref<HexViewHandle>;
}

/** The bytes of a file with what each of them is; rows exist only where they are in sight. */
export function HexView({ label, sizeBytes, file, hits, hitBytes, ref }: HexViewProps) {
  const place = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState<ReadonlySet<number>>(() => new Set());
  const [target, setTarget] = useState<{ readonly offset: number; readonly align: 'start' | 'center' }>();
  const reached = useRef(target);
  const { windows, regions, need } = file;
  const lines = useMemo(() => {
    const aimed = target === undefined ? undefined : regionAt(regions, target.offset);
    const shown = aimed === undefined ? opened : new Set([...opened, aimed.offset]);
    return layOut({ sizeBytes, windows, regions, opened: shown });
  }, [sizeBytes, windows, regions, opened, target]);
  const keyOf = useCallback((index: number) => lineKey(lines[index], index), [lines]);
  const virtualizer = useVirtualRows({
    place,
    count: lines.length,
    heightOf: (index) => heightOfLine(lines[index]),
    keyOf,
  });
  const items = virtualizer.getVirtualItems();
  useSteadyScroll(place, lines);

  const wanted = items.flatMap(({ index }) => {
    const line = lines[index];
    return line?.kind === 'waiting' ? [windowOf(line.from)] : [];
  });
  const wantedKey = [...new Set(wanted)].join(' ');
  useEffect(() => {
    if (wantedKey !== '') need(wantedKey.split(' ').map(Number));
  }, [wantedKey, need]);

  const open = useCallback((offset: number) => setOpened((before) => new Set([...before, offset])), []);
  useEffect(() => {
    if (target === undefined || reached.current === target) return;
    const index = lineAt(lines, target.offset);
    virtualizer.scrollToIndex(headingOf(lines, index), { align: target.align });
    if (lines[index]?.kind === 'row') reached.current = target;
  }, [target, lines, virtualizer]);

  useImperativeHandle(
    ref,
    () => ({
      goTo: (offset, align = 'center') =>
        setTarget({ offset: Math.min(offset, Math.max(0, sizeBytes - 1)), align }),
      focus: () => place.current?.focus(),
    }),
    [sizeBytes],
  );

  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role, jsx-a11y/no-noninteractive-tabindex -- what scrolls has to take the focus to be scrolled by keys
    <div ref={place} className="hex" role="region" aria-label={label} tabIndex={0}>
      <div className="hex-space" style={{ height: virtualizer.getTotalSize() }}>
        {items.map(({ key, index, start, size }) => {
          const line = lines[index];
          return line === undefined ? null : (
            <div key={key} className="hex-line" style={{ top: start, height: size }}>
              <Line {...{ line, sizeBytes, windows, hits, hitBytes, open }} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

interface LineProps extends Pick<HexViewProps, 'sizeBytes' | 'hits' | 'hitBytes'> {
  readonly line: HexLine;
  readonly windows: ReadonlyMap<number, Uint8Array>;
  readonly open: (region: number) => void;
}

function Line({ line, sizeBytes, windows, hits, hitBytes, open }: LineProps) {
  switch (line.kind) {
    case 'region':
      return <RegionHeading region={line.region} />;
    case 'row': {
      const window = windowOf(line.from);
      const bytes = windows.get(window)?.subarray(line.from - window, line.to - window);
      return <HexRowLine {...{ line, bytes, sizeBytes, hits, hitBytes }} />;
    }
    case 'fold':
      return (
        <button type="button" className="hex-fold" onClick={() => open(line.region.offset)}>
          <ChevronDown size={14} aria-hidden />
          {line.rows.toLocaleString('en')} rows of {line.region.label.toLowerCase()} folded,{' '}
          {(line.to - line.from).toLocaleString('en')} B
        </button>
      );
    case 'waiting':
      return (
        <p className="hex-waiting">
          {offsetText(line.from, sizeBytes)} <span>Reading {formatSize(line.to - line.from)}</span>
        </p>
      );
  }
}

/** Keeps the bytes in sight where they are while lines above them appear. */
function useSteadyScroll(place: React.RefObject<HTMLDivElement | null>, lines: readonly HexLine[]): void {
  const shown = useRef(lines);
  useLayoutEffect(() => {
    const before = shown.current;
    shown.current = lines;
    const element = place.current;
    if (element === null || before === lines || element.scrollTop === 0) return;
    let top = 0;
    let index = 0;
    while (index < before.length && top + heightOfLine(before[index]) <= element.scrollTop) {
      top += heightOfLine(before[index]);
      index += 1;
    }
    const first = before[index];
    if (first === undefined) return;
    const now = lineAt(lines, first.from);
    let topNow = 0;
    for (let each = 0; each < now; each += 1) topNow += heightOfLine(lines[each]);
    // The line itself may have grown: what was at its upper edge stays there.
    if (topNow !== top) element.scrollBy(0, topNow - top);
  }, [place, lines]);
}

/** The heading over a line where it is the first of its region: it is brought into sight with it. */
function headingOf(lines: readonly HexLine[], index: number): number {
  return lines[index - 1]?.kind === 'region' ? index - 1 : index;
}

function regionAt(regions: readonly Region[], offset: number): Region | undefined {
  return regions.find((one) => one.offset <= offset && offset < one.offset + one.length);
}

function heightOfLine(line: HexLine | undefined): number {
  return line === undefined ? 0 : heightOf(line);
}

const KINDS = ['region', 'row', 'fold', 'waiting'] as const;

/** Names a line among all others: no two of a kind begin at one offset. A number, as there may be many. */
function lineKey(line: HexLine | undefined, index: number): number {
  return line === undefined ? -1 - index : line.from * KINDS.length + KINDS.indexOf(line.kind);
}
