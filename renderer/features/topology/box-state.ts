import type { Connection, DriveView, TopologyView } from '#shared/contract/details.ts';
import type { ServiceView } from '#shared/contract/labs.ts';
import type { StateTone } from '../../ui/state-icon.tsx';

export interface BoxState {
  readonly tone: StateTone;
  readonly word: string;
}

/** What a box shows of its service: whether it runs, and whether it answers whoever needs it. */
export function boxStateOf(service: ServiceView, view: TopologyView | undefined): BoxState {
  if (service.state === 'absent') return { tone: 'waiting', word: 'not there' };
  if (service.state === 'stopped') return { tone: 'off', word: 'stopped' };
  if (service.component === 'vault' && view?.vault?.sealed === true) return { tone: 'fail', word: 'sealed' };
  const into = view?.connections.filter(({ to, from }) => to === service.name && from !== service.name) ?? [];
  const failing = into.find(({ state }) => state === 'failed');
  if (failing !== undefined && service.component !== 'vault') return { tone: 'fail', word: failing.evidence };
  return { tone: 'ok', word: 'runs' };
}

/** The tone of a connection or of a drive. */
export function toneOf(state: Connection['state'] | DriveView['state']): StateTone {
  switch (state) {
    case 'ok':
      return 'ok';
    case 'failed':
    case 'offline':
      return 'fail';
    case 'unknown':
      return 'waiting';
  }
}

/** `16`, or why there is no number. */
export function countWord({ totalRequests }: Pick<Connection, 'totalRequests'>): string {
  return totalRequests === undefined ? 'not counted' : totalRequests.toLocaleString('en');
}
