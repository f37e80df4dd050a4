import { CopyButton } from './copy-button.tsx';
import './mono-line.css';
import { useTyped } from './own-command.tsx';

/** A command as it is typed, whole and copyable. `label` says what the copy button copies. */
export function MonoLine({ command, label = 'Copy the line' }: { command: string; label?: string }) {
  const line = useTyped()(command);
  return (
    <div className="mono-line">
      <pre>
        <span className="mono-prompt" aria-hidden>
          ${' '}
        </span>
        <CommandText command={line} />
      </pre>
      <CopyButton text={line} label={label} />
    </div>
  );
}

/** Commands one below the other, without a copy button. */
export function MonoBlock({ commands }: { commands: readonly string[] }) {
  return (
    <div className="mono-block">
      {commands.map((command, index) => (
        <pre key={`${index}-${command}`}>
          <span className="mono-prompt" aria-hidden>
            ${' '}
          </span>
          <CommandText command={command} />
        </pre>
      ))}
    </div>
  );
}

/** A command whose options stay whole where the line breaks. */
function CommandText({ command }: { command: string }) {
  return useTyped()(command)
    .split(' ')
    .map((word, index) => (
      <span key={`${index}-${word}`}>
        {index === 0 ? '' : ' '}
        <span className={word.length < 28 ? 'mono-word' : ''}>{word}</span>
      </span>
    ));
}
