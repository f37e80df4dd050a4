import { createContext, useContext } from 'react';

/** What every page of the window can ask for, whatever it shows. */
export interface WindowControls {
  readonly openPalette: () => void;
}

const WindowContext = createContext<WindowControls | undefined>(undefined);

export const WindowProvider = WindowContext.Provider;

export function useWindow(): WindowControls {
  const controls = useContext(WindowContext);
  if (controls === undefined) throw new Error('useWindow needs a WindowProvider above it.');
  return controls;
}
