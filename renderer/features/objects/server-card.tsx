import { Server } from 'lucide-react';
import type { Ref } from 'react';
import type { DriveCopy, StoredObject } from '#shared/contract/inspector.ts';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { MonoLine } from '../../ui/mono-line.tsx';
import { StateWord } from '../../ui/state-icon.tsx';
import { DRIVE_STATES, DriveTabs } from './drive-tabs.tsx';
import { FieldList } from './field-list.tsx';
import { FieldRow } from './field-row.tsx';
import { fieldValue, sameOn, shortPath, sortFields } from './stored-words.ts';
import { ViewCard } from './view-card.tsx';

export interface ServerCardProps {
  readonly stored: StoredObject;
  readonly chosen: number;
  readonly onChoose: (index: number) => void;
  readonly line: string;
  /** Shows the bytes of a field in xl.meta. */
  readonly onBytes: (path: string) => void;
  readonly ref: Ref<HTMLElement>;
}

/** What the server stores of an object: every field of xl.meta on the chosen drive, explained. */
export function ServerCard({ stored, chosen, onChoose, line, onBytes, ref }: ServerCardProps) {
  const copy = stored.drives[chosen];
  return (
    <ViewCard
      ref={ref}
      title="What the server stores"
      about={copy === undefined ? 'no drive' : aboutOf(stored, copy)}
      icon={Server}
      className="server-card"
      aside={<DriveTabs drives={stored.drives} chosen={chosen} onChoose={onChoose} />}
      foot={<MonoLine command={line} />}
    >
      {copy === undefined ? null : (
        <>
          {copy.state === 'ok' ? null : (
            <p className="view-reason">
              <StateWord {...DRIVE_STATES[copy.state]} /> on {copy.drive}
            </p>
          )}
          {copy.error === undefined ? null : <ErrorBlock error={copy.error} />}
          {copy.fields.length === 0 ? null : (
            <FieldList label={`Fields of xl.meta on ${copy.drive}`}>
              {sortFields(copy.fields).map((field) => (
                <FieldRow
                  key={field.path}
                  name={field.path}
                  shown={shortPath(field.path)}
                  value={fieldValue(field)}
                  meaning={field.meaning}
                  identity={field.identity}
                  link={field.link}
                  onBytes={() => onBytes(field.path)}
                />
              ))}
            </FieldList>
          )}
        </>
      )}
    </ViewCard>
  );
}

function aboutOf({ drives }: StoredObject, copy: DriveCopy): string {
  if (copy.fields.length === 0) return `xl.meta of ${copy.drive}`;
  return drives.length === 1
    ? `xl.meta of ${copy.drive}`
    : `xl.meta, same on ${sameOn(drives, copy)} of ${drives.length}`;
}
