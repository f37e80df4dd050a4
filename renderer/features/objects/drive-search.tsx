import { Button, TextInput } from '@mantine/core';
import { Search } from 'lucide-react';
import { type FormEvent, type Ref, useImperativeHandle, useRef, useState } from 'react';
import type { SearchResult } from '#shared/contract/inspector.ts';
import { useClient } from '../../client/client-context.tsx';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { countOf } from '../../ui/size.ts';
import { StateIcon } from '../../ui/state-icon.tsx';
import { beginningOf } from './download.ts';
import type { ObjectName } from './places.ts';
import { drivesWith, searchedWords } from './search-words.ts';
import { useRun } from './use-run.ts';

export interface DriveSearchHandle {
  readonly focus: () => void;
}

type FoundFile = SearchResult['files'][number];

export interface DriveSearchProps {
  readonly lab: string;
  readonly object: ObjectName;
  readonly drives: number;
  readonly found: SearchResult | undefined;
  readonly onFound: (found: SearchResult | undefined) => void;
  readonly onShow: (file: FoundFile) => void;
  readonly ref: Ref<DriveSearchHandle>;
}

const SHORTEST = 4;

/** Looks for a text of the plaintext in every file of the object on every drive. */
export function DriveSearch({ lab, object, drives, found, onFound, onShow, ref }: DriveSearchProps) {
  const client = useClient();
  const run = useRun('inspector.search');
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  useImperativeHandle(ref, () => ({ focus: () => field.current?.select() }));
  const isRunning = run.state === 'running';

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (text.length < SHORTEST) return;
    setProblem(undefined);
    onFound(undefined);
    void run.start({ lab, ...object, text }).then(onFound);
  };
  const takeBeginning = async (): Promise<void> => {
    if (client === undefined) return;
    const beginning = await beginningOf(client, { lab, ...object });
    if (beginning.text === undefined) setProblem(beginning.reason);
    else setText(beginning.text);
    field.current?.focus();
  };

  return (
    <>
      {found === undefined ? null : <Verdict found={found} onShow={onShow} />}
      {run.error === undefined ? null : <ErrorBlock error={run.error} />}
      {run.state === 'cancelled' ? <p className="view-reason">The search was cancelled.</p> : null}
      <div className="drive-search">
        <form onSubmit={submit}>
          <TextInput
            ref={field}
            size="xs"
            aria-label="Text of the plaintext"
            placeholder="Text of the plaintext, 4 characters or more"
            leftSection={<Search size={15} aria-hidden />}
            value={text}
            maxLength={1024}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => setText(event.currentTarget.value)}
          />
          {isRunning ? (
            <Button size="xs" onClick={run.cancel}>
              Cancel
            </Button>
          ) : (
            <Button size="xs" type="submit" disabled={text.length < SHORTEST}>
              Search {countOf(drives, 'drive')}
            </Button>
          )}
        </form>
        {text === '' ? (
          <Button size="xs" variant="subtle" onClick={() => void takeBeginning()}>
            Take its first words
          </Button>
        ) : null}
        {problem === undefined ? null : <p role="alert">{problem}</p>}
        {isRunning ? <output>{progressWords(run.progress?.fraction)}</output> : null}
      </div>
    </>
  );
}

function progressWords(fraction: number | undefined): string {
  return fraction === undefined ? 'Reading the drives' : `Reading the drives, ${Math.floor(fraction * 100)}%`;
}

interface VerdictProps {
  readonly found: SearchResult;
  readonly onShow: (file: FoundFile) => void;
}

function Verdict({ found, onShow }: VerdictProps) {
  const hits = found.files.filter(({ offsets }) => offsets.length > 0);
  const on = drivesWith(found);
  const { searched, notSearched } = found;
  return (
    <div className={`drive-verdict ${on === 0 ? 'is-sealed' : 'is-open'}`}>
      <StateIcon tone={on === 0 ? 'ok' : 'warn'} />
      <output className="drive-verdict-words">
        <span>
          <strong>“{found.needle}”</strong> found on {on} of {countOf(searched.drives, 'drive')}
        </span>
        <span className="drive-verdict-read">{searchedWords(searched)}</span>
        {notSearched.map(({ drive, reason }) => (
          <span key={`${drive} ${reason}`} className="drive-verdict-read">
            Not searched: {reason}
          </span>
        ))}
      </output>
      {hits.length === 0 ? null : (
        <div className="drive-verdict-files">
          {hits.map((file) => (
            <Button key={`${file.drive} ${file.path}`} size="xs" onClick={() => onShow(file)}>
              {file.drive}: {file.path.slice(file.path.lastIndexOf('/') + 1)}, at 0x
              {(file.offsets[0] ?? 0).toString(16)}
            </Button>
          ))}
        </div>
      )}
    </div>
  );
}
