import { ActionIcon } from '@mantine/core';
import { SquareTerminal, X } from 'lucide-react';
import type { CommandLogEntry } from '#shared/contract/labs.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { MonoBlock } from '../../ui/mono-line.tsx';
import { StateIcon } from '../../ui/state-icon.tsx';
import { formatDuration, formatTimeOfDay } from '../../ui/time.ts';
import './command-log.css';

/** Each action on the lab, newest first, with the line that does the same. */
export function CommandLog({
  entries,
  onClose,
}: {
  entries: readonly CommandLogEntry[];
  onClose: () => void;
}) {
  const newestFirst = entries.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
  const all = newestFirst
    .toReversed()
    .flatMap((entry) => entry.commands)
    .join('\n');
  return (
    <>
      <header className="log-head">
        <SquareTerminal size={16} aria-hidden />
        <h2>Command log</h2>
        {all === '' ? null : (
          <CopyButton text={all} label="Copy all commands, oldest first" word="Copy all" />
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
        <ol className="log-entries">
          {newestFirst.map((entry) => (
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
      {entry.commands.length === 0 ? null : (
        <div className="log-commands">
          <MonoBlock commands={entry.commands} />
          <CopyButton text={entry.commands.join('\n')} label={`Copy: ${entry.title}`} />
        </div>
      )}
      {entry.error === undefined ? null : <ErrorBlock error={entry.error} />}
    </li>
  );
}
