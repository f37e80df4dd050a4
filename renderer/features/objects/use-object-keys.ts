import { useEffect, useEffectEvent } from 'react';

export interface ObjectKeys {
  /** Puts the focus on the first, second or third view. */
  readonly onView: (view: 0 | 1 | 2) => void;
  /** Shows the drive before (-1) or after (1) the one that is shown. */
  readonly onDrive: (step: -1 | 1) => void;
  readonly onOffset: () => void;
  readonly onSearch: () => void;
  readonly onTable: () => void;
}

/** The keys of one object's page. Single letters are left alone while somebody types or a dialog is open. */
export function useObjectKeys(keys: ObjectKeys): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.altKey || isCovered()) return;
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.metaKey) {
      if (key !== 'f' || event.shiftKey) return;
      event.preventDefault();
      keys.onSearch();
      return;
    }
    if (isTyping(event.target)) return;
    const done = act(keys, key);
    if (done) event.preventDefault();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => press(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}

function act(keys: ObjectKeys, key: string): boolean {
  switch (key) {
    case '1':
      keys.onView(0);
      return true;
    case '2':
      keys.onView(1);
      return true;
    case '3':
      keys.onView(2);
      return true;
    case '[':
      keys.onDrive(-1);
      return true;
    case ']':
      keys.onDrive(1);
      return true;
    case 'g':
      keys.onOffset();
      return true;
    case 't':
      keys.onTable();
      return true;
    default:
      return false;
  }
}

function isCovered(): boolean {
  return document.querySelector('[role="dialog"], [role="menu"]') !== null;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  );
}
