import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { ConnectionProvider } from '../client/client-context.tsx';
import type { Connection } from '../client/connection.ts';
import { OperationsProvider } from '../client/operations-context.tsx';
import { OwnCommandProvider } from '../client/own-command-provider.tsx';
import { SettingsProvider } from '../features/settings/settings-context.tsx';
import { ConnectionGate } from './connection-gate.tsx';
import { ErrorScreen } from './error-screen.tsx';
import { resolveVariables, theme } from './theme.ts';
import { Workspace } from './workspace.tsx';

/** The page: theme, connection, operations, and the screens inside them. */
export function App({ connection }: { connection: Connection }) {
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      cssVariablesResolver={resolveVariables}
      withStaticClasses
    >
      <Notifications
        position="bottom-right"
        limit={3}
        autoClose={10_000}
        containerWidth={400}
        transitionDuration={120}
      />
      <ErrorScreen>
        <ConnectionProvider connection={connection}>
          <ConnectionGate>
            <OwnCommandProvider>
              <OperationsProvider>
                <SettingsProvider>
                  <Workspace />
                </SettingsProvider>
              </OperationsProvider>
            </OwnCommandProvider>
          </ConnectionGate>
        </ConnectionProvider>
      </ErrorScreen>
    </MantineProvider>
  );
}
