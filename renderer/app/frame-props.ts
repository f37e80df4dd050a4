import type { ReactNode } from 'react';
import type { LabSummary } from '#shared/contract/labs.ts';
import type { StateTone } from '../ui/state-icon.tsx';

export interface FrameProps {
  readonly labs: readonly LabSummary[];
  /** The lab this page is about, or the one shown last. */
  readonly lab?: LabSummary | undefined;
  readonly labName?: string | undefined;
  /** The name of a page that is no lab's own, for the title of the window. */
  readonly pageName?: string | undefined;
  readonly health?: { readonly tone: StateTone; readonly word: string } | undefined;
  /** Where the health leads; absent where its place is on this page. */
  readonly onHealth?: (() => void) | undefined;
  /** One line across the top while something is wrong with the connection. */
  readonly line?: ReactNode;
  readonly isStale: boolean;
  readonly log?:
    | { readonly isOpen: boolean; readonly onToggle: () => void; readonly content: ReactNode }
    | undefined;
  readonly onKeys: () => void;
  readonly children: ReactNode;
}

/** The button that gets the focus back when the log is closed. */
export const LOG_TOGGLE_ID = 'log-toggle';
