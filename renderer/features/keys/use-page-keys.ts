import { useEffect, useEffectEvent } from 'react';

export interface PageKeys {
  /** Space: pauses or goes on. */
  readonly onPause: () => void;
  /** E: shows the evidence of what is selected. */
  readonly onEvidence: () => void;
  /** T: turns the graph into its table. */
  readonly onTable: () => void;
  readonly onClose: (() => void) | undefined;
}

/** The keys of this page, wherever its focus is; left alone while somebody types or a dialog or menu is open. */
export function usePageKeys(keys: PageKeys): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isOccupied(event.target))
      return;
    const run = actionOf(event, keys);
    if (run === undefined) return;
    event.preventDefault();
    run();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => press(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}

function actionOf(event: KeyboardEvent, keys: PageKeys): (() => void) | undefined {
  switch (event.key) {
    case ' ':
      return isButtonElsewhere(event.target) ? undefined : keys.onPause;
    case 'e':
    case 'E':
      return keys.onEvidence;
    case 't':
    case 'T':
      return keys.onTable;
    case 'Escape':
      return keys.onClose;
    default:
      return undefined;
  }
}

/** Where Enter selects, Space is free to pause; every other button is pressed by it, as buttons are. */
function isButtonElsewhere(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('button, a, summary, [role="radio"]') !== null &&
    target.closest('[data-space="pauses"]') === null
  );
}

function isOccupied(target: EventTarget | null): boolean {
  if (document.querySelector('[role="dialog"], [role="menu"]') !== null) return true;
  return (
    target instanceof HTMLElement && target.closest('input:not([type="radio"]), textarea, select') !== null
  );
}
