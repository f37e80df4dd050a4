import { useState } from 'react';
import type { SealabError } from '#shared/errors.ts';
import { StateIcon } from '../ui/state-icon.tsx';
import { formatTimeOfDay } from '../ui/time.ts';

/** One warn line while a lab cannot be looked at any more; its last seen state stays below, dimmed. */
export function LostEngineLine({ error }: { error: SealabError }) {
  const [since] = useState(() => formatTimeOfDay(new Date().toISOString()).slice(0, 5));
  return (
    <output className="lost-engine">
      <StateIcon tone="warn" />
      <span>
        Not seen since {since}: {error.message} Last seen state below.
      </span>
    </output>
  );
}
