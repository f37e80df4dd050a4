import { useEffect, useEffectEvent } from 'react';
import { PAGE_KEYS, type PageKey, pressOf } from './page-keys.ts';

type Pages = {
  readonly [P in keyof typeof PAGE_KEYS]: { readonly [K in keyof (typeof PAGE_KEYS)[P]]: PageKey };
};

/** What each key of a page does now; undefined where it does nothing. It is told which of the presses it was. */
export type KeyActions<P extends keyof Pages> = {
  readonly [K in keyof Pages[P]]: ((press: string) => void) | undefined;
};

/** Hears the keys of a page, wherever the focus is; single ones are left alone while somebody types or a dialog is open. */
export function usePageKeys<P extends keyof Pages>(page: P, actions: KeyActions<P>): void {
  const hear = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    const pages: Pages = PAGE_KEYS;
    const keys = pages[page];
    for (const name in keys) {
      const key: PageKey = keys[name];
      const press = pressOf(key, event);
      const act = actions[name];
      if (press === undefined || act === undefined || isKept(key, event)) continue;
      event.preventDefault();
      act(press);
      return;
    }
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => hear(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}

/** Whether something else needs the key now. */
function isKept({ worksTyping, worksBeneath }: PageKey, { key, target }: KeyboardEvent): boolean {
  if (worksBeneath !== true && document.querySelector('[role="dialog"], [role="menu"]') !== null) return true;
  if (!(target instanceof HTMLElement)) return false;
  if (worksTyping !== true && target.closest('input:not([type="radio"]), textarea, select') !== null)
    return true;
  return key === ' ' && isPressedBySpace(target);
}

/** A button that Enter alone presses says so: there Space is free. */
function isPressedBySpace(target: HTMLElement): boolean {
  return (
    target.closest('button, a, summary, [role="radio"]') !== null &&
    target.closest('[data-space="pauses"]') === null
  );
}
