import { z } from 'zod';
import { feed, operation, query } from './kinds.ts';
import { EngineChoice } from './labs.ts';

/** What a person decided for all labs and all shells. Kept in `SEALAB_HOME/settings.json`. */
export const Settings = z.object({
  /** The engine of a new lab that asks for none. */
  engine: EngineChoice.default('auto'),
  /** Added to every usual port of a new lab: with 10000 Vault listens on 18200. */
  portShift: z.number().int().min(0).max(20_000).default(0),
  /** Somebody else sees this screen: no secret is revealed. */
  sharedScreen: z.boolean().default(false),
  /** A registry that is asked before the usual ones, `host:port` or `host:port/path`; empty for none. */
  registryMirror: z
    .string()
    .regex(/^(?:[a-z0-9.-]+(?::\d+)?(?:\/[a-z0-9._/-]+)?)?$/, 'A mirror is HOST:PORT or HOST:PORT/PATH.')
    .default(''),
});
export type Settings = z.infer<typeof Settings>;

/** What changes; the rest stays. */
export const SettingsChange = z.strictObject({
  engine: EngineChoice.optional(),
  portShift: Settings.shape.portShift.unwrap().optional(),
  sharedScreen: z.boolean().optional(),
  registryMirror: Settings.shape.registryMirror.unwrap().optional(),
});
export type SettingsChange = z.infer<typeof SettingsChange>;

export const settings = {
  'settings.read': query(z.strictObject({}), Settings),
  'settings.changed': feed(z.strictObject({}), Settings),
  'settings.change': operation(SettingsChange, Settings),
} as const;
