import type { Settings, SettingsChange } from '#shared/contract/settings.ts';

/** What a person decided for all labs, kept in the home folder and shared by every shell. */
export interface SettingsStore {
  /** A missing file is all defaults. Throws `damaged-file`, `newer-version`, `permission-denied`. */
  read(): Promise<Settings>;
  /** Writes whole and durably; returns what holds now. */
  change(change: SettingsChange): Promise<Settings>;
}
