import type { Region } from '#shared/contract/inspector.ts';
import { countOf } from '../../ui/size.ts';
import { offsetText } from './hex-text.ts';
import { useLit } from './lit.tsx';
import { regionClass, regionName } from './region-look.tsx';

const SHOWN = 9;

export interface RegionStripProps {
  readonly regions: readonly Region[];
  readonly from: number;
  readonly onGoTo: (offset: number) => void;
}

/** Regions of a file side by side, from an offset on; a small one is drawn wider than it is, so that it can be seen. */
export function RegionStrip({ regions, from, onGoTo }: RegionStripProps) {
  const lit = useLit();
  const shown = regions.filter(({ offset }) => offset >= from).slice(0, SHOWN);
  const last = shown.at(-1);
  if (last === undefined) return null;
  return (
    <div className="region-strip">
      {/* A pointer's way to a region: the keyboard has the offset field and the table. */}
      <div className="region-strip-parts" aria-hidden>
        {shown.map((region) => (
          <button
            key={region.offset}
            type="button"
            tabIndex={-1}
            className={regionClass(region)}
            style={{ flexGrow: Math.sqrt(region.length), flexBasis: 0 }}
            title={`${regionName(region)}, ${region.length.toLocaleString('en')} B at 0x${offsetText(region.offset)}`}
            aria-label={regionName(region)}
            data-lit={region.link !== undefined && region.link === lit.link}
            onPointerEnter={() => lit.light(region.link)}
            onPointerLeave={() => lit.light(undefined)}
            onClick={() => onGoTo(region.offset)}
          />
        ))}
      </div>
      <p>
        {countOf(shown.length, 'region')} from 0x{offsetText(from)} on, not to scale
      </p>
    </div>
  );
}
