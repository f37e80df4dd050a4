import { useEffect, useEffectEvent } from 'react';

export interface WalkKeys {
  readonly onNext: () => void;
  readonly onPrevious: () => void;
  readonly onReveal: () => void;
  readonly onOrigin: () => void;
  readonly onTwin: () => void;
}

/** The single letters of the walk. They are left alone while somebody types, and while a dialog or a menu is open. */
export function useWalkKeys(keys: WalkKeys): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector('[role="dialog"], [role="menu"]') !== null) return;
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
    const act = actionOf(event.key.toLowerCase(), keys);
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => press(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}

function actionOf(key: string, keys: WalkKeys): (() => void) | undefined {
  switch (key) {
    case 'j':
      return keys.onNext;
    case 'k':
      return keys.onPrevious;
    case 'r':
      return keys.onReveal;
    case 'o':
      return keys.onOrigin;
    case 't':
      return keys.onTwin;
    default:
      return undefined;
  }
}
