import { ActionIcon } from '@mantine/core';
import { CircleQuestionMark, Cpu, EyeOff, SquareTerminal } from 'lucide-react';
import { partsOf } from '../features/labs/lab-status.ts';
import { useSettings } from '../features/settings/settings-context.tsx';
import { StatePill } from '../ui/state-icon.tsx';
import { type FrameProps, LOG_TOGGLE_ID } from './frame-props.ts';
import { LabSwitcher } from './lab-switcher.tsx';
import { Mark } from './mark.tsx';
import { OperationsMenu } from './operations-menu.tsx';
import { PaletteButton } from './palette-button.tsx';
import { ThemeMenu } from './theme-menu.tsx';
import './top-bar.css';

type TopBarProps = Omit<FrameProps, 'line' | 'isStale' | 'children'>;

/** Which lab, on what it runs, how it is; then what runs, the palette, and the tools of the window. */
export function TopBar({ labs, lab, labName, health, onHealth, log, onKeys }: TopBarProps) {
  return (
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
        <button type="button" className="health" title="Show where" onClick={onHealth ?? showHealth}>
          <StatePill tone={health.tone} word={health.word} />
        </button>
      )}
      <div className="top-bar-end">
        <SharedScreenBadge />
        <OperationsMenu />
        <PaletteButton />
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
  );
}

/** Stays in sight while no secret can be revealed, and leads to where that is switched. */
function SharedScreenBadge() {
  const { value } = useSettings();
  if (value?.sharedScreen !== true) return null;
  return (
    <a className="shared-badge" href="#/settings" title="No secret is revealed while this is on">
      <EyeOff size={16} aria-hidden />
      <span>Shared screen</span>
    </a>
  );
}

/** Leads to the failing rung and its repair, or to the ladder where nothing fails. */
function showHealth(): void {
  const place = document.querySelector('.error-block') ?? document.querySelector('.ladder-card');
  place?.scrollIntoView({ block: 'nearest' });
  place?.querySelector('button')?.focus();
}
