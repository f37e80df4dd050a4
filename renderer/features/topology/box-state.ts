import type { Connection, DriveView, TopologyView } from '#shared/contract/details.ts';
import type { ServiceView } from '#shared/contract/labs.ts';
import type { StateTone } from '../../ui/state-icon.tsx';
import { CLIENT } from './place-boxes.ts';

export interface BoxState {
  readonly tone: StateTone;
  readonly word: string;
}

/** What a box shows of its service: whether it runs, and whether it answers whoever needs it. */
export function boxStateOf(service: ServiceView, view: TopologyView | undefined): BoxState {
  if (service.state === 'absent') return { tone: 'waiting', word: 'not there' };
  if (service.state === 'stopped') return { tone: 'off', word: 'stopped' };
  if (service.component === 'vault' && view?.vault?.sealed === true) return { tone: 'fail', word: 'sealed' };
  if (service.component !== 'vault') {
    // Of a node only what comes from outside counts: a dead neighbour is not its fault.
    const from = service.component === 'minio' ? [CLIENT] : undefined;
    const into = (view?.connections ?? []).filter(
      (one) => one.to === service.name && from?.includes(one.from) !== false,
    );
    const failing = into.find(({ state }) => state === 'failed');
    if (failing !== undefined && into.every(({ state }) => state !== 'ok'))
      return { tone: 'fail', word: failing.evidence };
    if (into.some(({ evidence }) => evidence === WAITING)) return { tone: 'waiting', word: WAITING };
  }
  return { tone: 'ok', word: 'runs' };
}

const WAITING = 'comes back by itself';

/** The view without alarm about what comes back by itself: KES asks Vault every 10 s, so after an unseal it is late. */
export function calm(view: TopologyView | undefined, isKesWaiting: boolean): TopologyView | undefined {
  if (view === undefined || !isKesWaiting) return view;
  return {
    ...view,
    connections: view.connections.map((connection) =>
      connection.state === 'failed' && (connection.to === 'kes' || connection.from === 'kes')
        ? { ...connection, state: 'unknown', evidence: WAITING }
        : connection,
    ),
  };
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

/** What stands on a line of the diagram; nothing where nothing was observed. */
export function lineWord(connection: Pick<Connection, 'state' | 'evidence' | 'totalRequests'>): string {
  if (connection.state === 'failed') return 'fails';
  if (connection.state === 'ok') return countWord(connection);
  return connection.evidence === WAITING ? 'waits' : '';
}

/** `16`, or why there is no number. */
export function countWord({ totalRequests }: Pick<Connection, 'totalRequests'>): string {
  return totalRequests === undefined ? 'not counted' : totalRequests.toLocaleString('en');
}
