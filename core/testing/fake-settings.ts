import { Settings } from '#shared/contract/settings.ts';
import type { SettingsStore } from '../ports/settings-store.ts';

/** Settings in memory. */
export function createFakeSettings(): SettingsStore {
  let settings: Settings = Settings.parse({});
  return {
    read: async () => settings,
    change: async (change) => {
      settings = Settings.parse({ ...settings, ...change });
      return settings;
    },
  };
}
