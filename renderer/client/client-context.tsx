import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react';
import type { Client } from '#shared/protocol/client.ts';
import type { Connection, ConnectionState } from './connection.ts';

const ConnectionContext = createContext<Connection | undefined>(undefined);

export function ConnectionProvider({
  connection,
  children,
}: {
  connection: Connection;
  children: ReactNode;
}) {
  return <ConnectionContext value={connection}>{children}</ConnectionContext>;
}

/** The connection this page runs on. Throws outside of a ConnectionProvider: a mistake in the code. */
export function useConnection(): Connection {
  const connection = useContext(ConnectionContext);
  if (connection === undefined) throw new Error('useConnection needs a ConnectionProvider above it.');
  return connection;
}

export function useConnectionState(): ConnectionState {
  const connection = useConnection();
  return useSyncExternalStore(
    (listener) => connection.subscribe(listener),
    () => connection.state,
  );
}

/** The client while it is connected; undefined while it is not. */
export function useClient(): Client | undefined {
  const state = useConnectionState();
  return state.kind === 'open' ? state.client : undefined;
}
