import { Button, NativeSelect, TextInput } from '@mantine/core';
import { HardDrive } from 'lucide-react';
import { type FormEvent, type Ref, useEffect, useImperativeHandle, useMemo, useRef, useState } from 'react';
import type { DriveCopy, SearchResult, StoredObject } from '#shared/contract/inspector.ts';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { DriveSearch, type DriveSearchHandle } from './drive-search.tsx';
import { DriveTabs } from './drive-tabs.tsx';
import type { FileName } from './file-windows.ts';
import { HexTable } from './hex-table.tsx';
import { parseOffset } from './hex-text.ts';
import { HexView, type HexViewHandle } from './hex-view.tsx';
import type { ObjectName } from './places.ts';
import { RegionStrip } from './region-strip.tsx';
import { useFileWindows } from './use-file-windows.ts';
import { ViewCard } from './view-card.tsx';
import './drive-card.css';

export interface DriveCardHandle {
  readonly focus: () => void;
  readonly goToOffset: () => void;
  readonly search: () => void;
  readonly toggleTable: () => void;
  /** Shows the bytes of a field in xl.meta of the chosen drive. */
  readonly showField: (path: string) => void;
}

export interface DriveCardProps {
  readonly lab: string;
  readonly object: ObjectName;
  readonly stored: StoredObject;
  readonly chosen: number;
  readonly onChoose: (index: number) => void;
  readonly ref: Ref<DriveCardHandle>;
}

/** What is on the chosen drive: the bytes of each file of the object, and what every one of them is. */
export function DriveCard({ lab, object, stored, chosen, onChoose, ref }: DriveCardProps) {
  const copy = stored.drives[chosen];
  const [path, setPath] = useState<string>();
  const [isTable, setTable] = useState(false);
  const [field, setField] = useState<WantedField>();
  const [found, setFound] = useState<SearchResult>();
  const place = useRef<HTMLElement>(null);
  const body = useRef<FileBodyHandle>(null);
  const search = useRef<DriveSearchHandle>(null);
  // What the person chose on one drive is shown on the next one too, as far as it is there.
  const file = copy?.files.find((one) => nameOn(one.path) === path) ?? firstFile(copy);

  useImperativeHandle(ref, () => ({
    focus: () => (body.current === null ? place.current?.focus() : body.current.focus()),
    goToOffset: () => body.current?.askOffset(),
    search: () => search.current?.focus(),
    toggleTable: () => setTable((before) => !before),
    showField: (label) => {
      setTable(false);
      setPath('xl.meta');
      setField({ label });
    },
  }));

  return (
    <ViewCard
      ref={place}
      title="What is on the drive"
      about={copy === undefined ? 'no drive' : aboutOf(copy, file)}
      icon={HardDrive}
      className="drive-card"
      aside={<DriveTabs drives={stored.drives} chosen={chosen} onChoose={onChoose} />}
      foot={
        <DriveSearch
          ref={search}
          lab={lab}
          object={object}
          drives={stored.drives.length}
          found={found}
          onFound={setFound}
          onShow={(hit) => {
            onChoose(
              Math.max(
                0,
                stored.drives.findIndex(({ drive }) => drive === hit.drive),
              ),
            );
            setPath(nameOn(hit.path));
          }}
        />
      }
    >
      {copy === undefined || file === undefined ? (
        <p className="view-reason">
          {copy?.state === 'missing'
            ? `${copy.drive} holds nothing of this object.`
            : 'There is no file to show on this drive.'}
        </p>
      ) : (
        <FileBody
          key={`${copy.drive} ${file.path}`}
          ref={body}
          copy={copy}
          file={file}
          name={{ lab, ...object, drive: copy.drive, path: file.path }}
          field={field}
          found={found}
          isTable={isTable}
          onTable={setTable}
          onFile={(next) => setPath(nameOn(next))}
        />
      )}
    </ViewCard>
  );
}

/** A field whose bytes are to be shown; another object each time, so that asking again goes there again. */
interface WantedField {
  readonly label: string;
}

interface FileBodyHandle {
  readonly focus: () => void;
  readonly askOffset: () => void;
}

interface FileBodyProps {
  readonly copy: DriveCopy;
  readonly file: DriveCopy['files'][number];
  readonly name: FileName;
  readonly field: WantedField | undefined;
  readonly found: SearchResult | undefined;
  readonly isTable: boolean;
  readonly onTable: (isOn: boolean) => void;
  readonly onFile: (path: string) => void;
  readonly ref: Ref<FileBodyHandle>;
}

function FileBody({ copy, file, name, field, found, isTable, onTable, onFile, ref }: FileBodyProps) {
  // The name is made anew at each drawing; what it says is the same as long as this body stands.
  const [asked] = useState(name);
  const read = useFileWindows(asked);
  const hex = useRef<HexViewHandle>(null);
  const offset = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState('');
  const hits = useMemo(
    () =>
      found?.files.find(({ drive, path }) => drive === copy.drive && path === file.path)?.offsets ?? NO_HITS,
    [found, copy.drive, file.path],
  );
  useImperativeHandle(ref, () => ({
    focus: () => hex.current?.focus(),
    askOffset: () => {
      onTable(false);
      requestAnimationFrame(() => offset.current?.select());
    },
  }));
  // The content of a small object lies inside of xl.meta, behind everything else.
  const start =
    file.kind === 'xl-meta' ? read.regions.find(({ kind }) => kind === 'inline-header') : undefined;
  const started = useRef(field !== undefined || !copy.isInline);
  useEffect(() => {
    if (started.current || start === undefined) return;
    started.current = true;
    hex.current?.goTo(start.offset, 'start');
  }, [start]);
  const shown = useRef<WantedField>(undefined);
  useEffect(() => {
    if (field === undefined || shown.current === field) return;
    const region = read.regions.find(({ label }) => label === field.label);
    if (region === undefined) return;
    shown.current = field;
    hex.current?.goTo(region.offset);
  }, [field, read.regions]);
  const target = parseOffset(typed);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (target !== undefined) {
      hex.current?.goTo(target);
      hex.current?.focus();
    }
  };
  return (
    <>
      <div className="drive-tools">
        <NativeSelect
          aria-label="File"
          size="xs"
          value={file.path}
          data={copy.files.map(({ path, sizeBytes }) => ({
            value: path,
            label: `${nameOn(path)}, ${sizeBytes.toLocaleString('en')} B`,
          }))}
          onChange={(event) => onFile(event.currentTarget.value)}
        />
        <form onSubmit={submit} className="drive-offset">
          <TextInput
            ref={offset}
            size="xs"
            aria-label="Go to offset"
            placeholder="Go to 0x…"
            title="Decimal, or hexadecimal with 0x (G)"
            value={typed}
            error={typed.trim() !== '' && (target === undefined || target >= file.sizeBytes)}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        </form>
        {hits.length === 0 ? null : (
          <Button size="xs" onClick={() => hex.current?.goTo(hits[0] ?? 0)}>
            Show the hit
          </Button>
        )}
        <Button size="xs" aria-pressed={isTable} title="T" onClick={() => onTable(!isTable)}>
          {isTable ? 'Bytes' : 'Table'}
        </Button>
      </div>
      {read.error === undefined ? null : (
        <ErrorBlock error={read.error}>
          <Button onClick={read.retry}>Read again</Button>
        </ErrorBlock>
      )}
      {isTable ? (
        <HexTable sizeBytes={file.sizeBytes} file={read} />
      ) : (
        <>
          <RegionStrip
            regions={read.regions}
            from={start?.offset ?? 0}
            onGoTo={(to) => hex.current?.goTo(to)}
          />
          <HexView
            ref={hex}
            label={`Bytes of ${nameOn(file.path)} on ${copy.drive}`}
            sizeBytes={file.sizeBytes}
            file={read}
            hits={hits}
            hitBytes={found === undefined ? 0 : new TextEncoder().encode(found.needle).length}
          />
        </>
      )}
    </>
  );
}

const NO_HITS: readonly number[] = [];

/** The name of a file without the folders that all files of an object share. */
function nameOn(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The first part where there is one: it is what the object's content became. */
function firstFile(copy: DriveCopy | undefined): DriveCopy['files'][number] | undefined {
  return copy?.files.find(({ kind }) => kind === 'part') ?? copy?.files[0];
}

function aboutOf(
  { drive, shard, isInline }: DriveCopy,
  file: DriveCopy['files'][number] | undefined,
): string {
  const parts = [
    drive,
    ...(shard === undefined ? [] : [`shard ${shard.index} (${shard.kind})`]),
    ...(file === undefined ? [] : [`${file.sizeBytes.toLocaleString('en')} B`]),
    ...(isInline ? ['content inside of xl.meta'] : []),
  ];
  return parts.join(', ');
}
