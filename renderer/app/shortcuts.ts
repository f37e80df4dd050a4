import { useEffect, useEffectEvent } from 'react';

export interface Shortcuts {
  readonly onLog: () => void;
  readonly onKeys: () => void;
  readonly onProve: (() => void) | undefined;
  readonly onClose: (() => void) | undefined;
}

/** The keys of the page. Single letters are left alone while somebody types or a dialog is open. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    const isCommand = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    if (isCommand && event.key.toLowerCase() === 'j') {
      event.preventDefault();
      shortcuts.onLog();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isOccupied(event.target)) return;
    if (event.key === '?') shortcuts.onKeys();
    else if (event.key.toLowerCase() === 'p') shortcuts.onProve?.();
    else if (event.key === 'Escape') shortcuts.onClose?.();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => press(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}

export interface WindowKeys {
  readonly onPalette: () => void;
  /** The place of the rail with this number, counted from 1. */
  readonly onPlace: (number: number) => void;
}

/** The keys that work on every page, also while somebody types. */
export function useWindowKeys(keys: WindowKeys): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    const isCommand = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    if (isCommand && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      keys.onPalette();
      return;
    }
    // By place on the keyboard: with Alt the digit is another character on some of them.
    const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
    if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || digit === undefined) return;
    if (document.querySelector('[role="dialog"]') !== null) return;
    event.preventDefault();
    keys.onPlace(Number(digit));
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => press(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}

function isOccupied(target: EventTarget | null): boolean {
  if (document.querySelector('[role="dialog"], [role="menu"]') !== null) return true;
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}
