import { z } from 'zod';

/** Where the window was, in device-independent pixels. Kept as SEALAB_HOME/window.json. */
export const WindowState = z.strictObject({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  maximised: z.boolean(),
});
export type WindowState = z.infer<typeof WindowState>;

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const SMALLEST = { width: 720, height: 480 } as const;
const USUAL = { width: 1280, height: 800 } as const;
/** So much of the window's upper edge must be on a display for a person to drag it by. */
const GRIP = { width: 120, height: 32 } as const;

/**
 * Where to open the window: where it was, if a display shows its upper edge there, else in the middle of the primary
 * display; never larger than the display. `primary` and `displays` are work areas, without bars and docks.
 */
export function placeWindow(
  state: WindowState | undefined,
  { primary, displays }: { readonly primary: Area; readonly displays: readonly Area[] },
): Area {
  const display = state === undefined ? undefined : displays.find((area) => showsGrip(area, state));
  const area = display ?? primary;
  const width = Math.min(Math.max(state?.width ?? USUAL.width, SMALLEST.width), area.width);
  const height = Math.min(Math.max(state?.height ?? USUAL.height, SMALLEST.height), area.height);
  if (state !== undefined && display !== undefined) return { x: state.x, y: state.y, width, height };
  return {
    x: area.x + Math.floor((area.width - width) / 2),
    y: area.y + Math.floor((area.height - height) / 2),
    width,
    height,
  };
}

function showsGrip(area: Area, window: Area): boolean {
  const shownWidth = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  const isBelowTop = window.y >= area.y && window.y + GRIP.height <= area.y + area.height;
  return isBelowTop && shownWidth >= GRIP.width;
}
