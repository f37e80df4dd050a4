import type { ReactNode } from 'react';
import type { WireError } from '#shared/errors.ts';
import { MonoLine } from './mono-line.tsx';
import { RichText } from './rich-text.tsx';
import './error-block.css';

/** A failure: what happened, the fix, the evidence it was read from, and what can be done (`children`: at most two buttons). */
export function ErrorBlock({ error, children }: { error: WireError; children?: ReactNode | undefined }) {
  const evidence = error.details?.['evidence'];
  const lines = Array.isArray(evidence) ? evidence : typeof evidence === 'string' ? [evidence] : [];
  const command = commandIn(error.fix);
  return (
    <div className="error-block">
      <p className="error-message">
        <RichText text={error.message} />
      </p>
      {error.fix === undefined ? null : (
        <p>
          <RichText text={error.fix} />
        </p>
      )}
      {lines.length === 0 ? null : (
        <pre className="error-evidence" aria-label="Evidence">
          {lines.join('\n')}
        </pre>
      )}
      {command === undefined ? null : <MonoLine command={command} />}
      {children === undefined ? null : <div className="error-fixes">{children}</div>}
    </div>
  );
}

/** A whole command line that a fix names between backticks. Lines with a gap to fill are left out. */
function commandIn(fix: string | undefined): string | undefined {
  const command = fix === undefined ? undefined : /`((?:npm|sealab|sudo|apt-get) [^`]+)`/.exec(fix)?.[1];
  if (command === undefined || /\b[A-Z]{4,}\b/.test(command)) return undefined;
  return command;
}
