import { ActionIcon } from '@mantine/core';
import { SquareTerminal, X } from 'lucide-react';
import { useState } from 'react';
import type { CommandLogEntry } from '#shared/contract/labs.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { FilterField } from '../../ui/filter-field.tsx';
import { MonoLine } from '../../ui/mono-line.tsx';
import { StateIcon } from '../../ui/state-icon.tsx';
import { formatDuration, formatTimeOfDay } from '../../ui/time.ts';
import { filterEntries } from './command-log-filter.ts';
import './command-log.css';

/** Each action on the lab, newest first, with the line that does the same. */
export function CommandLog({
  entries,
  onClose,
}: {
  entries: readonly CommandLogEntry[];
  onClose: () => void;
}) {
  const [filter, setFilter] = useState('');
  const newestFirst = entries.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
  const shown = filterEntries(newestFirst, filter);
  const all = shown
    .toReversed()
    .flatMap((entry) => entry.commands)
    .join('\n');
  return (
    <>
      <header className="log-head">
        <SquareTerminal size={16} aria-hidden />
        <h2>Command log</h2>
        {all === '' ? null : (
          <CopyButton
            text={all}
            label={
              filter === '' ? 'Copy all commands, oldest first' : 'Copy the commands shown, oldest first'
            }
            word="Copy all"
          />
        )}
        <ActionIcon aria-label="Close the command log" onClick={onClose}>
          <X size={16} aria-hidden />
        </ActionIcon>
      </header>
      <div className="log-body">
        <p className="log-about">
          {entries.length === 0
            ? 'Nothing was done to this lab yet. Each action will stand here with the line that does the same.'
            : 'Each action and the line that does the same. Paste it into a shell with the lab’s environment.'}
        </p>
        {entries.length === 0 ? null : (
          <FilterField
            className="log-filter"
            label="Filter the command log"
            value={filter}
            onChange={setFilter}
            onKeyDown={(event) => {
              if (event.key !== 'Escape') return;
              event.preventDefault();
              if (filter === '') onClose();
              else setFilter('');
            }}
          />
        )}
        {entries.length > 0 && shown.length === 0 ? (
          <p className="log-about">No entry has “{filter}” in it.</p>
        ) : null}
        <ol className="log-entries">
          {shown.map((entry) => (
            <LogEntry key={entry.id} entry={entry} />
          ))}
        </ol>
      </div>
    </>
  );
}

function LogEntry({ entry }: { entry: CommandLogEntry }) {
  return (
    <li className="log-entry">
      <div className="log-line">
        <StateIcon tone={entry.ok ? 'ok' : 'fail'} label={entry.ok ? 'done' : 'failed'} />
        <h3>{entry.title}</h3>
        <span className="log-time">
          {formatTimeOfDay(entry.at)} · {formatDuration(entry.tookMs)}
        </span>
      </div>
      {entry.commands.map((command, index) => (
        <MonoLine key={`${index}-${command}`} command={command} label={`Copy: ${entry.title}`} />
      ))}
      {entry.error === undefined ? null : <ErrorBlock error={entry.error} />}
    </li>
  );
}
