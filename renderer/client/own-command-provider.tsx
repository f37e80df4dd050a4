import type { ReactNode } from 'react';
import { FROM_CLONE } from '#shared/own-command.ts';
import { OwnCommand } from '../ui/own-command.tsx';
import { useQuery } from './use-query.ts';

/** Asks once how this Sealab's command line is started. */
export function OwnCommandProvider({ children }: { children: ReactNode }) {
  const { value } = useQuery('system.about', {});
  return <OwnCommand value={value?.command ?? FROM_CLONE}>{children}</OwnCommand>;
}
