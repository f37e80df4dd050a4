import { ActionIcon } from '@mantine/core';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Drawer } from '../../ui/drawer.tsx';
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
      <Drawer
        id={EVIDENCE_ID}
        className="evidence evidence-drawer"
        label={`Evidence of ${name}`}
        onClose={onClose}
      >
        <ActionIcon className="evidence-close" aria-label="Close the evidence" onClick={onClose}>
          <X size={16} aria-hidden />
        </ActionIcon>
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
