import type { ReactNode } from 'react';
import { CopyButton } from '../../ui/copy-button.tsx';
import { MonoBlock } from '../../ui/mono-line.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import './plan-panel.css';

/** The line that does the same from a terminal. */
export function TerminalCard({ line, children }: { line: string; children?: ReactNode }) {
  return (
    <SectionCard
      title="Same from a terminal"
      aside={<CopyButton text={line} label="Copy the line" word="Copy" />}
    >
      <MonoBlock commands={[line]} />
      <p className="terminal-note">{children ?? 'Safe to run again: it plans only what is missing.'}</p>
    </SectionCard>
  );
}
