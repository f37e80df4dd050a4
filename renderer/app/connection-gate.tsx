import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useConnection, useConnectionState } from '../client/client-context.tsx';
import { MonoLine } from '../ui/mono-line.tsx';
import { FullScreen } from './full-screen.tsx';

/** Shows the page once it was connected; until then, why it is not. */
export function ConnectionGate({ children }: { children: ReactNode }) {
  const connection = useConnection();
  const state = useConnectionState();
  if (state.kind === 'refused') {
    return (
      <FullScreen title="This page may not talk to Sealab">
        <p>
          {state.error.message} {state.error.fix?.replaceAll('`', '')} The address holds a token that only you
          have, and a new one each time Sealab starts.
        </p>
        <MonoLine command="npm start" />
      </FullScreen>
    );
  }
  if (state.kind === 'lost' && !state.everOpen) {
    return (
      <FullScreen title="Sealab does not answer">
        <p>
          The program behind this page is not running, or has another address now. A running lab goes on
          without it.
        </p>
        <MonoLine command="npm start" />
        <Button variant="filled" onClick={() => void connection.connect()}>
          Try now
        </Button>
      </FullScreen>
    );
  }
  if (state.kind === 'connecting') return <div className="top-bar" aria-busy="true" />;
  return children;
}
