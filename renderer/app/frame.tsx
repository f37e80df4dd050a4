import { ActionIcon } from '@mantine/core';
import { CircleQuestionMark, Cpu, SquareTerminal } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import type { LabSummary } from '#shared/contract/labs.ts';
import { partsOf } from '../features/labs/lab-status.ts';
import { StatePill, type StateTone } from '../ui/state-icon.tsx';
import { LabSwitcher } from './lab-switcher.tsx';
import { Mark } from './mark.tsx';
import { ThemeMenu } from './theme-menu.tsx';
import './frame.css';

export interface FrameProps {
  readonly labs: readonly LabSummary[];
  /** The lab this page is about. */
  readonly lab?: LabSummary | undefined;
  readonly labName?: string | undefined;
  readonly health?: { readonly tone: StateTone; readonly word: string } | undefined;
  /** One line across the top while something is wrong with the connection. */
  readonly line?: ReactNode;
  readonly isStale: boolean;
  readonly log?:
    | { readonly isOpen: boolean; readonly onToggle: () => void; readonly content: ReactNode }
    | undefined;
  readonly onKeys: () => void;
  readonly children: ReactNode;
}

/** The button that gets the focus back when the log is closed. */
export const LOG_TOGGLE_ID = 'log-toggle';

/** Top bar, page, and the command log at its side. */
export function Frame({ labs, lab, labName, health, line, isStale, log, onKeys, children }: FrameProps) {
  useEffect(() => {
    document.title = labName === undefined ? 'Sealab' : `${labName} · Sealab`;
  }, [labName]);
  return (
    <div className={`frame ${log?.isOpen === true ? 'frame-log' : ''}`}>
      <a className="skip-link" href="#page" onClick={skipToPage}>
        Skip to the page
      </a>
      <header className="top-bar">
        <a className="mark" href="#/labs" aria-label="Sealab, all labs">
          <Mark />
        </a>
        <LabSwitcher labs={labs} current={labName} />
        {lab?.engine === undefined ? null : (
          <span className="engine-badge">
            <Cpu size={16} aria-hidden />
            {partsOf(lab).engine}
          </span>
        )}
        {health === undefined ? null : (
          <button type="button" className="health" title="Show where" onClick={showHealth}>
            <StatePill tone={health.tone} word={health.word} />
          </button>
        )}
        <div className="top-bar-end">
          {log === undefined ? null : (
            <ActionIcon
              id={LOG_TOGGLE_ID}
              variant={log.isOpen ? 'light' : 'subtle'}
              aria-label="Command log"
              aria-pressed={log.isOpen}
              title="Command log (Ctrl/Cmd+J)"
              onClick={log.onToggle}
            >
              <SquareTerminal size={18} aria-hidden />
            </ActionIcon>
          )}
          <ActionIcon aria-label="Keys" title="Keys (?)" onClick={onKeys}>
            <CircleQuestionMark size={18} aria-hidden />
          </ActionIcon>
          <ThemeMenu />
        </div>
      </header>
      {line}
      <div className="frame-body">
        <main id="page" className={isStale ? 'page page-stale' : 'page'} tabIndex={-1}>
          <div className="page-inner">{children}</div>
        </main>
        {log?.isOpen === true ? (
          <aside className="log" aria-label="Command log">
            {log.content}
          </aside>
        ) : null}
      </div>
    </div>
  );
}

/** Moves the focus without touching the address, which holds the route. */
function skipToPage(event: { preventDefault: () => void }): void {
  event.preventDefault();
  document.getElementById('page')?.focus();
}

/** Leads to the failing rung and its repair, or to the ladder where nothing fails. */
function showHealth(): void {
  const place = document.querySelector('.error-block') ?? document.querySelector('.ladder-card');
  place?.scrollIntoView({ block: 'nearest' });
  place?.querySelector('button')?.focus();
}
