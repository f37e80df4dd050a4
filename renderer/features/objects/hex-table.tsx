import { Button } from '@mantine/core';
import { useEffect } from 'react';
import type { Region } from '#shared/contract/inspector.ts';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { StateWord } from '../../ui/state-icon.tsx';
import { windowOf } from './hex-lines.ts';
import { offsetText } from './hex-text.ts';
import { useLitProps } from './lit.tsx';
import { checkWord, RegionWord } from './region-look.tsx';
import type { ReadFile } from './use-file-windows.ts';

const TONES = { ok: 'ok', failed: 'fail', 'not-checked': 'neutral' } as const;

/** The table twin of the bytes: every region that was read so far, with what it is and whether it fits. */
export function HexTable({ sizeBytes, file }: { sizeBytes: number; file: ReadFile }) {
  const { regions, need } = file;
  const last = regions.at(-1);
  const end = last === undefined ? 0 : Math.min(last.offset + last.length, sizeBytes);
  useEffect(() => {
    if (regions.length === 0 && sizeBytes > 0) need([0]);
  }, [regions.length, sizeBytes, need]);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolled region has to take the focus to be scrolled by keys
    <section className="hex-table" aria-label="Regions of the file" tabIndex={0}>
      {regions.length === 0 && file.error === undefined ? (
        <LoadingRows what="Reading the regions" count={6} />
      ) : (
        <table className="table">
          <thead>
            <tr>
              <th scope="col" className="hex-number">
                Offset
              </th>
              <th scope="col" className="hex-number">
                Length
              </th>
              <th scope="col">Region</th>
              <th scope="col">Meaning</th>
              <th scope="col">Check</th>
            </tr>
          </thead>
          <tbody>
            {regions.map((region) => (
              <RegionRow key={region.offset} region={region} sizeBytes={sizeBytes} />
            ))}
          </tbody>
        </table>
      )}
      {regions.length === 0 || end >= sizeBytes ? null : (
        <p className="hex-table-more">
          {end.toLocaleString('en')} of {sizeBytes.toLocaleString('en')} B
          <Button size="xs" onClick={() => need([windowOf(end)])}>
            Read on
          </Button>
        </p>
      )}
    </section>
  );
}

function RegionRow({ region, sizeBytes }: { region: Region; sizeBytes: number }) {
  const lit = useLitProps(region.link);
  return (
    <tr {...lit}>
      <td className="hex-number">{offsetText(region.offset, sizeBytes)}</td>
      <td className="hex-number">{region.length.toLocaleString('en')}</td>
      <th scope="row">
        <RegionWord region={region} />
      </th>
      <td>{region.meaning}</td>
      <td>
        <StateWord tone={TONES[region.check]} word={checkWord(region)} />
      </td>
    </tr>
  );
}
