import type { z } from 'zod';
import { actions } from './actions.ts';
import { components } from './components.ts';
import { details } from './details.ts';
import { engines } from './engines.ts';
import { events } from './events.ts';
import { inspector } from './inspector.ts';
import { keys } from './keys.ts';
import { labs } from './labs.ts';
import { objects } from './objects.ts';
import { settings } from './settings.ts';
import { system } from './system.ts';
import { walks } from './walk.ts';

/** Everything that any shell may ask of Sealab. To add a capability: one entry here, one handler, one use. */
export const contract = {
  ...labs,
  ...details,
  ...engines,
  ...components,
  ...actions,
  ...events,
  ...objects,
  ...inspector,
  ...walks,
  ...keys,
  ...settings,
  ...system,
} as const;

export type Contract = typeof contract;
export type EntryName = keyof Contract;
type NamesOf<K extends string> = {
  [N in EntryName]: Contract[N] extends { kind: K } ? N : never;
}[EntryName];
export type QueryName = NamesOf<'query'>;
export type OperationName = NamesOf<'operation'>;
export type FeedName = NamesOf<'feed'>;
export type StreamName = NamesOf<'stream'>;
export type UploadName = NamesOf<'upload'>;
/** What a caller passes: defaults may be left out. */
export type InputOf<N extends EntryName> = z.input<Contract[N]['input']>;
/** What a handler gets: parsed. */
export type ParsedInputOf<N extends EntryName> = z.output<Contract[N]['input']>;
export type OutputOf<N extends EntryName> = z.output<Contract[N]['output']>;

export type ChunkOf<N extends UploadName> = z.output<Contract[N]['chunk']>;
