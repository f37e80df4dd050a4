import { Menu } from '@mantine/core';
import { CornerDownRight, Ellipsis, File, FileX, Folder } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ObjectRow } from '#shared/contract/objects.ts';
import { formatSize } from '../../ui/size.ts';
import { formatDay } from '../../ui/time.ts';
import { scrollToRow, useFixedRows } from '../../ui/use-fixed-rows.ts';
import { useKeysInside } from '../../ui/use-keys-inside.ts';
import { type ListRow, type RowPages, rowKey, sliceRows } from './list-rows.ts';
import { useObjectsLab } from './objects-lab.tsx';
import type { ObjectPages } from './use-object-pages.ts';
import './object-list.css';

export type RowVerb = 'download' | 'delete';

export interface ObjectListProps {
  readonly bucket: string;
  readonly prefix: string;
  readonly pages: ObjectPages & { readonly rows: RowPages };
  readonly hasVersions: boolean;
  readonly isBusy: boolean;
  readonly onVerb: (verb: RowVerb, object: ObjectRow) => void;
}

const ROW_PX = 34;
/** The next page is asked for while so many lines are still to come. */
const AHEAD_ROWS = 250;
const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 15,
  PageUp: -15,
  Home: -Infinity,
  End: Infinity,
};

/** The inside of a bucket, as long as it may be: only the lines in sight exist. */
export function ObjectList({ bucket, prefix, pages, hasVersions, isBusy, onVerb }: ObjectListProps) {
  const { rows, isComplete, more } = pages;
  const place = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const { from, to, abovePx, belowPx } = useFixedRows(place, { count: rows.length, rowPx: ROW_PX });
  useEffect(() => {
    if (!isComplete && to + AHEAD_ROWS >= rows.length) more();
  }, [isComplete, to, rows.length, more]);

  useKeysInside(place, (event, element) => {
    const step = STEPS[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(rows.length - 1, active + step));
    setActive(next);
    scrollToRow(element, next, { rowPx: ROW_PX, headPx: ROW_PX });
    focusWhenDrawn(element, next);
  });

  return (
    <div ref={place} className={`object-rows ${hasVersions ? 'has-versions' : ''}`}>
      <table
        className="table"
        aria-label={`Objects of ${bucket}`}
        aria-rowcount={isComplete ? rows.length + 1 : -1}
      >
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col">Name</th>
            {hasVersions ? <th scope="col">Version</th> : null}
            <th scope="col" className="object-size">
              Size
            </th>
            <th scope="col">Changed</th>
            <th scope="col">
              <span className="visually-hidden">What can be done</span>
            </th>
          </tr>
        </thead>
        <tbody>
          <Spacer px={abovePx} />
          {sliceRows(rows, from, to).map((row, offset) => {
            const index = from + offset;
            return (
              <tr key={rowKey(row)} aria-rowindex={index + 2} data-index={index}>
                <Cells
                  {...{ bucket, prefix, row, hasVersions, isBusy, onVerb }}
                  isActive={index === active}
                  onActive={() => setActive(index)}
                />
              </tr>
            );
          })}
          <Spacer px={belowPx} />
        </tbody>
      </table>
    </div>
  );
}

const MOST_FRAMES = 5;

/** Focuses the link of a row as soon as it exists: after a jump that takes a picture or two. */
function focusWhenDrawn(element: HTMLElement, index: number, frames = MOST_FRAMES): void {
  const link = element.querySelector<HTMLElement>(`[data-index="${index}"] a`);
  if (link !== null) link.focus({ preventScroll: true });
  else if (frames > 0) requestAnimationFrame(() => focusWhenDrawn(element, index, frames - 1));
}

/** As high as the rows that do not exist. */
function Spacer({ px }: { px: number }) {
  return px <= 0 ? null : <tr aria-hidden className="object-spacer" style={{ height: px }} />;
}

interface CellsProps
  extends Pick<ObjectListProps, 'bucket' | 'prefix' | 'hasVersions' | 'isBusy' | 'onVerb'> {
  readonly row: ListRow;
  readonly isActive: boolean;
  readonly onActive: () => void;
}

function Cells(props: CellsProps) {
  const { bucket, prefix, row, hasVersions, isBusy, onVerb, isActive, onActive } = props;
  const { hrefOf } = useObjectsLab();
  const tabIndex = isActive ? 0 : -1;
  if (row.kind === 'folder') {
    const href = hrefOf({ kind: 'bucket', bucket, prefix: row.prefix });
    return (
      <>
        <th scope="row">
          <a className="object-name" href={href} tabIndex={tabIndex} onFocus={onActive}>
            <Folder size={16} aria-hidden />
            <span>{row.prefix.slice(prefix.length)}</span>
          </a>
        </th>
        <td colSpan={hasVersions ? 4 : 3}>folder</td>
      </>
    );
  }
  const { object } = row;
  const { key, versionId, isLatest, isDeleteMarker } = object;
  const Icon = isDeleteMarker ? FileX : isLatest ? File : CornerDownRight;
  const name = key.slice(prefix.length) || key;
  const href = hrefOf({ kind: 'object', bucket, key, ...(versionId === undefined ? {} : { versionId }) });
  return (
    <>
      <th scope="row">
        <a className="object-name" href={href} tabIndex={tabIndex} title={key} onFocus={onActive}>
          <Icon size={16} aria-hidden />
          <span>{name}</span>
        </a>
      </th>
      {hasVersions ? (
        <td className="object-version">
          {isLatest ? 'latest ' : ''}
          {versionId ?? ''}
        </td>
      ) : null}
      <td className="object-size">{isDeleteMarker ? 'delete marker' : formatSize(object.sizeBytes)}</td>
      <td>{formatDay(object.modifiedAt)}</td>
      <td className="object-more">
        <RowMenu {...{ object, name, isBusy, onVerb, isActive, onActive }} />
      </td>
    </>
  );
}

interface RowMenuProps extends Pick<CellsProps, 'isBusy' | 'onVerb' | 'isActive' | 'onActive'> {
  readonly object: ObjectRow;
  readonly name: string;
}

/** What can be done with one line. A menu is made for the chosen line only: one for each would weigh on the page. */
function RowMenu({ object, name, isBusy, onVerb, isActive, onActive }: RowMenuProps) {
  const [isOpen, setOpen] = useState(false);
  const { isDeleteMarker, isLatest, versionId } = object;
  const button = (
    // A plain button: every line in sight has one, and lines come and go while the list is scrolled.
    <button
      type="button"
      className="row-more"
      tabIndex={isActive ? 0 : -1}
      aria-label={`More for ${name}`}
      disabled={isBusy}
      onClick={() => {
        onActive();
        setOpen(true);
      }}
    >
      <Ellipsis size={16} aria-hidden />
    </button>
  );
  if (!isOpen) return button;
  return (
    <Menu position="bottom-end" width={240} withinPortal opened onChange={setOpen}>
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown>
        {isDeleteMarker ? null : <Menu.Item onClick={() => onVerb('download', object)}>Download</Menu.Item>}
        <Menu.Item onClick={() => onVerb('delete', object)}>
          {isDeleteMarker && isLatest
            ? 'Restore: delete this marker'
            : versionId === undefined
              ? 'Delete'
              : 'Delete this version'}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
