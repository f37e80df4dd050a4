import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';
import type { Settings, SettingsChange } from '#shared/contract/settings.ts';
import { SealabError } from '#shared/errors.ts';
import { useClient } from '../../client/client-context.tsx';
import { useFeed } from '../../client/use-feed.ts';

export interface SettingsStanding {
  /** The settings of all windows and shells, with a change of this window that is on its way. */
  readonly value: Settings | undefined;
  readonly error: SealabError | undefined;
  /** Saves at once. Rejects with a SealabError; the settings are then as before. */
  readonly change: (change: SettingsChange) => Promise<void>;
}

const SettingsContext = createContext<SettingsStanding | undefined>(undefined);

/** Follows the settings for the whole window: another window's change appears by itself. */
export function SettingsProvider({ children }: { children: ReactNode }) {
  const client = useClient();
  const fed = useFeed('settings.changed', {});
  const [held, setHeld] = useState<Settings>();
  const [seen, setSeen] = useState(fed.value);
  if (seen !== fed.value) {
    setSeen(fed.value);
    setHeld(undefined);
  }
  const value = held ?? fed.value;

  const change = useCallback(
    async (wanted: SettingsChange) => {
      if (client === undefined) {
        throw new SealabError('unsupported', 'Sealab is not connected now, so nothing was changed.', {
          fix: 'Wait until the line on top is gone, then try again.',
        });
      }
      if (value !== undefined) setHeld({ ...value, ...present(wanted) });
      try {
        setHeld(await client.run('settings.change', wanted));
      } catch (thrown) {
        setHeld(undefined);
        throw thrown;
      }
    },
    [client, value],
  );

  const standing = useMemo(() => ({ value, error: fed.error, change }), [value, fed.error, change]);
  return <SettingsContext value={standing}>{children}</SettingsContext>;
}

export function useSettings(): SettingsStanding {
  const settings = useContext(SettingsContext);
  if (settings === undefined) throw new Error('useSettings needs a SettingsProvider above it.');
  return settings;
}

/** Without the fields that are undefined: they are not asked to change. */
function present({ engine, portShift, sharedScreen, registryMirror }: SettingsChange): Partial<Settings> {
  return {
    ...(engine === undefined ? {} : { engine }),
    ...(portShift === undefined ? {} : { portShift }),
    ...(sharedScreen === undefined ? {} : { sharedScreen }),
    ...(registryMirror === undefined ? {} : { registryMirror }),
  };
}
