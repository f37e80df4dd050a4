import { Box, Cpu, KeyRound, LayoutDashboard, type LucideIcon, Package, Settings } from 'lucide-react';
import type { Route } from './navigation.ts';

export interface RailPlace {
  readonly id: 'lab' | 'keys' | 'objects' | 'components' | 'engines' | 'settings';
  readonly word: string;
  readonly icon: LucideIcon;
  /** Stands at the lower end of the rail. */
  readonly isLast: boolean;
}

/** The places of the rail from top to bottom; Alt+1 is the first one. */
export const RAIL_PLACES: readonly RailPlace[] = [
  { id: 'lab', word: 'Lab', icon: LayoutDashboard, isLast: false },
  { id: 'keys', word: 'Keys', icon: KeyRound, isLast: false },
  { id: 'objects', word: 'Objects', icon: Box, isLast: false },
  { id: 'components', word: 'Components', icon: Package, isLast: false },
  { id: 'engines', word: 'Engines', icon: Cpu, isLast: false },
  { id: 'settings', word: 'Settings', icon: Settings, isLast: true },
];

/** The place of the rail that a page belongs to; what has none of its own is in the first. */
export function placeOf({ page }: Route): RailPlace['id'] {
  if (page === 'object' || page === 'walk') return 'objects';
  return RAIL_PLACES.find(({ id }) => id === page)?.id ?? 'lab';
}

/** Where a place leads: those about a lab to the one that was shown last, the first to the start where there is none. */
export function routeOf(place: RailPlace['id'], lab: string | undefined): Route {
  if (place === 'keys' || place === 'objects')
    return lab === undefined ? { page: place } : { page: place, name: lab };
  if (place !== 'lab') return { page: place };
  return lab === undefined ? { page: 'home' } : { page: 'lab', name: lab };
}
