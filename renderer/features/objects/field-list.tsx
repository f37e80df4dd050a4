import { type ReactNode, useRef } from 'react';
import { useKeysInside } from '../../ui/use-keys-inside.ts';

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** A list whose rows are gone through with the arrow keys; one Tab leads past it. */
export function FieldList({ label, children }: { label: string; children: ReactNode }) {
  const place = useRef<HTMLUListElement>(null);
  useKeysInside(place, (event, element) => {
    const step = STEPS[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = [...element.querySelectorAll<HTMLElement>('li')];
    const at = rows.findIndex((row) => row === document.activeElement);
    const next = rows[at === -1 ? 0 : at + step];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: 'nearest' });
  });
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolled region has to take the focus to be scrolled by keys
    <ul ref={place} className="fields" aria-label={label} tabIndex={0}>
      {children}
    </ul>
  );
}
