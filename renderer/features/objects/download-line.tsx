import { ActionIcon, Progress as Bar, Button } from '@mantine/core';
import { X } from 'lucide-react';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { formatSize } from '../../ui/size.ts';
import { StateIcon } from '../../ui/state-icon.tsx';
import { nameOf } from './places.ts';
import type { Download, Downloads } from './use-download.ts';
import './transfer-line.css';

/** How far a download is, or how it ended. */
export function DownloadLine({ downloads }: { downloads: Downloads }) {
  const { current } = downloads;
  if (current === undefined) return null;
  const { wanted, bytes, sizeBytes, state, error } = current;
  return (
    <div className="transfer">
      <StateIcon tone={TONES[state]} />
      <span className="transfer-name">{nameOf(wanted.key)}</span>
      <output className="transfer-words">{words(current)}</output>
      {state === 'running' ? (
        <>
          <Bar
            className="transfer-bar"
            value={sizeBytes === 0 ? 100 : (bytes / sizeBytes) * 100}
            size={6}
            aria-label={`Downloading ${nameOf(wanted.key)}`}
          />
          <Button size="xs" onClick={downloads.cancel}>
            Cancel
          </Button>
        </>
      ) : (
        <ActionIcon size={28} aria-label="Put this line away" onClick={downloads.dismiss}>
          <X size={16} aria-hidden />
        </ActionIcon>
      )}
      {error === undefined ? null : (
        <div className="transfer-error">
          <ErrorBlock error={error} />
        </div>
      )}
    </div>
  );
}

const TONES = { running: 'running', done: 'done', failed: 'fail', cancelled: 'neutral' } as const;

function words({ state, bytes, sizeBytes }: Download): string {
  switch (state) {
    case 'running':
      return `${formatSize(bytes)} of ${formatSize(sizeBytes)}`;
    case 'done':
      return `${formatSize(bytes)} are given to the browser`;
    case 'failed':
      return 'not downloaded';
    case 'cancelled':
      return `cancelled after ${formatSize(bytes)}; nothing is kept`;
  }
}
