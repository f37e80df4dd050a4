import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, type Ref, useEffect, useImperativeHandle, useMemo, useRef, useState } from 'react';
import type { DriveCopy, SearchResult } from '#shared/contract/inspector.ts';
import { ErrorBlock } from '../../ui/error-block.tsx';
import type { FileName } from './file-windows.ts';
import { HexTable } from './hex-table.tsx';
import { parseOffset } from './hex-text.ts';
import { HexView, type HexViewHandle } from './hex-view.tsx';
import { nameOf } from './places.ts';
import { RegionStrip } from './region-strip.tsx';
import { useFileWindows } from './use-file-windows.ts';

/** A field whose bytes are to be shown; another object each time, so that asking again goes there again. */
export interface WantedField {
  readonly label: string;
}

export interface FileBodyHandle {
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

/** The bytes of one file or their table twin, with the ways to a place in it. */
export function FileBody({ copy, file, name, field, found, isTable, onTable, onFile, ref }: FileBodyProps) {
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
      // At once: what is typed next is the offset.
      offset.current?.select();
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
            label: `${nameOf(path)}, ${sizeBytes.toLocaleString('en')} B`,
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
            label={`Bytes of ${nameOf(file.path)} on ${copy.drive}`}
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
