import { ActionIcon } from '@mantine/core';
import { X } from 'lucide-react';
import { StateIcon } from '../ui/state-icon.tsx';
import { formatDuration } from '../ui/time.ts';
import type { ActionOutcome } from './use-lab-commands.ts';

/** What an action led to, with the evidence it was checked by. */
export function ActionNote({ outcome, onClose }: { outcome: ActionOutcome; onClose: () => void }) {
  const { title, result } = outcome;
  return (
    <output className="action-note">
      <StateIcon tone={result.verified ? 'ok' : 'warn'} />
      <span className="action-note-text">
        <strong>{title}</strong> {result.verified ? 'is done, checked by' : 'is done, but not verified:'}{' '}
        <code>{result.evidence}</code>
      </span>
      <span className="action-note-time">{formatDuration(result.tookMs)}</span>
      <ActionIcon size={28} aria-label="Put this note away" onClick={onClose}>
        <X size={16} aria-hidden />
      </ActionIcon>
    </output>
  );
}
