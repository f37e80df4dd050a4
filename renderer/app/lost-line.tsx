import { Button } from '@mantine/core';
import { useConnection, useConnectionState } from '../client/client-context.tsx';
import { StateIcon } from '../ui/state-icon.tsx';
import { formatTimeOfDay } from '../ui/time.ts';

/** One warn line while the connection is gone; the last seen state stays below. */
export function LostLine() {
  const connection = useConnection();
  const state = useConnectionState();
  if (state.kind !== 'lost') return null;
  const since = formatTimeOfDay(new Date(state.lostAt).toISOString()).slice(0, 5);
  return (
    <output className="warn-line">
      <StateIcon tone="warn" />
      Sealab stopped answering at {since}. Last seen state below; a running lab goes on. Connecting again.
      <Button variant="default" size="xs" onClick={() => void connection.connect()}>
        Try now
      </Button>
    </output>
  );
}
