import { type ReactNode, useEffect, useRef } from 'react';
import { useKeysInside } from './use-keys-inside.ts';
import './drawer.css';

export interface DrawerProps {
  readonly id?: string;
  readonly label: string;
  readonly className: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Lies over the right of the page and has the focus. Esc closes it, and the focus goes back to where it was. */
export function Drawer({ id, label, className, onClose, children }: DrawerProps) {
  const drawer = useRef<HTMLElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    drawer.current?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  useKeysInside(drawer, (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    onClose();
  });
  return (
    <aside ref={drawer} id={id} className={`drawer ${className}`} aria-label={label} tabIndex={-1}>
      {children}
    </aside>
  );
}
