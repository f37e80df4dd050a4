import { createContext, type ReactNode, useContext } from 'react';
import type { LabState } from '#shared/contract/labs.ts';
import type { ListedAction } from './action-inputs.ts';

/** What the page of a lab can start. */
export interface LabPageCommands {
  readonly prove: () => void;
  readonly start: () => void;
  readonly stop: () => void;
  readonly remove: () => void;
  readonly run: (action: ListedAction, input: Readonly<Record<string, string>>) => void;
}

/** One lab as its page shows it. */
export interface LabPage {
  readonly state: LabState;
  /** An operation changes this lab now, or nobody could be asked to. */
  readonly isBusy: boolean;
  readonly isProving: boolean;
  readonly commands: LabPageCommands;
}

const LabPageContext = createContext<LabPage | undefined>(undefined);

export function LabPageProvider({ page, children }: { page: LabPage; children: ReactNode }) {
  return <LabPageContext value={page}>{children}</LabPageContext>;
}

/** The lab that this page is about. Throws outside of a LabPageProvider: a mistake in the code. */
export function useLabPage(): LabPage {
  const page = useContext(LabPageContext);
  if (page === undefined) throw new Error('useLabPage needs a LabPageProvider above it.');
  return page;
}
