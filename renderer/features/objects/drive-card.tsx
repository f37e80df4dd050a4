import { HardDrive } from 'lucide-react';
import { type Ref, useImperativeHandle, useRef, useState } from 'react';
import type { DriveCopy, SearchResult, StoredObject } from '#shared/contract/inspector.ts';
import { StateWord } from '../../ui/state-icon.tsx';
import { DriveSearch, type DriveSearchHandle } from './drive-search.tsx';
import { DRIVE_STATES, DriveTabs } from './drive-tabs.tsx';
import { FileBody, type FileBodyHandle, type WantedField } from './file-body.tsx';
import { nameOf, type ObjectName } from './places.ts';
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
  const file = copy?.files.find((one) => nameOf(one.path) === path) ?? firstFile(copy);

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
            setPath(nameOf(hit.path));
          }}
        />
      }
    >
      {copy?.left === undefined ? null : (
        <p className="view-reason">
          <StateWord {...DRIVE_STATES[copy.state]} /> {copy.left}
        </p>
      )}
      {copy === undefined || file === undefined ? (
        copy?.left === undefined ? (
          <p className="view-reason">The object has no file on {copy?.drive ?? 'this drive'}.</p>
        ) : null
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
          onFile={(next) => setPath(nameOf(next))}
        />
      )}
    </ViewCard>
  );
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
