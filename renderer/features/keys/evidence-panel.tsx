import { ActionIcon } from '@mantine/core';
import { X } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useKeysInside } from '../../ui/use-keys-inside.ts';
import './evidence-panel.css';

export interface EvidencePanelProps {
  readonly name: string;
  /** Where the window is narrow it lies over the page, takes the focus and can be closed. */
  readonly isDrawer: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export const EVIDENCE_ID = 'key-evidence';

/** What the selected key or event is, and what that was read from. */
export function EvidencePanel({ name, isDrawer, onClose, children }: EvidencePanelProps) {
  if (isDrawer)
    return (
      <Drawer name={name} onClose={onClose}>
        {children}
      </Drawer>
    );
  return (
    <div className="evidence-column">
      <aside
        id={EVIDENCE_ID}
        className="evidence evidence-beside"
        aria-label={`Evidence of ${name}`}
        tabIndex={-1}
      >
        {children}
      </aside>
    </div>
  );
}

function Drawer({ name, onClose, children }: Omit<EvidencePanelProps, 'isDrawer'>) {
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
    <aside
      ref={drawer}
      id={EVIDENCE_ID}
      className="evidence evidence-drawer"
      aria-label={`Evidence of ${name}`}
      tabIndex={-1}
    >
      <ActionIcon className="evidence-close" aria-label="Close the evidence" onClick={onClose}>
        <X size={16} aria-hidden />
      </ActionIcon>
      {children}
    </aside>
  );
}
