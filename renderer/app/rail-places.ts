import { Cpu, LayoutDashboard, type LucideIcon, Package, Settings } from 'lucide-react';
import type { Route } from './navigation.ts';

export interface RailPlace {
  readonly id: 'lab' | 'components' | 'engines' | 'settings';
  readonly word: string;
  readonly icon: LucideIcon;
  /** Stands at the lower end of the rail. */
  readonly isLast: boolean;
}

/** The places of the rail from top to bottom; Alt+1 is the first one. */
export const RAIL_PLACES: readonly RailPlace[] = [
  { id: 'lab', word: 'Lab', icon: LayoutDashboard, isLast: false },
  { id: 'components', word: 'Components', icon: Package, isLast: false },
  { id: 'engines', word: 'Engines', icon: Cpu, isLast: false },
  { id: 'settings', word: 'Settings', icon: Settings, isLast: true },
];

/** The place of the rail that a page belongs to: every page about labs is in the first. */
export function placeOf({ page }: Route): RailPlace['id'] {
  return page === 'components' || page === 'engines' || page === 'settings' ? page : 'lab';
}

/** Where a place leads: the first one to the lab that was shown last, or to the start where there is none. */
export function routeOf(place: RailPlace['id'], lab: string | undefined): Route {
  if (place !== 'lab') return { page: place };
  return lab === undefined ? { page: 'home' } : { page: 'lab', name: lab };
}
