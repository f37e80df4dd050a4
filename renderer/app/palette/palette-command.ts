import type { ListedAction } from '../../features/lab/action-inputs.ts';
import type { Route } from '../navigation.ts';

/** What a command of the palette does when it is chosen. */
export type PaletteEffect =
  | { readonly kind: 'go'; readonly route: Route }
  | { readonly kind: 'up' | 'down' | 'prove'; readonly lab: string }
  | { readonly kind: 'action'; readonly lab: string; readonly action: ListedAction }
  | { readonly kind: 'copy'; readonly text: string; readonly what: string }
  | { readonly kind: 'theme'; readonly scheme: 'light' | 'dark' | 'auto' }
  | { readonly kind: 'projector' | 'shared-screen'; readonly isOn: boolean }
  | { readonly kind: 'keys' };

export type PaletteGroup = 'Go to' | 'Run' | 'Keys' | 'Copy' | 'Window';

/** One line of the palette. The id stays the same over reloads: the recent ones are remembered by it. */
export interface PaletteCommand {
  readonly id: string;
  readonly group: PaletteGroup;
  readonly title: string;
  /** What it is, beside its title. */
  readonly about?: string;
  /** Other words that find it. */
  readonly words?: string;
  readonly effect: PaletteEffect;
}
