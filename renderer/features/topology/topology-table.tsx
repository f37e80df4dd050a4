import type { TopologyView } from '#shared/contract/details.ts';
import type { LabState } from '#shared/contract/labs.ts';
import { KeyText } from '../../ui/key-text.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { StateWord } from '../../ui/state-icon.tsx';
import { countWord, toneOf } from './box-state.ts';
import { CLIENT } from './place-boxes.ts';
import './topology-table.css';

/** The diagram's twin: a row for each connection and a row for each drive, with all that the picture has no room for. */
export function TopologyTable({
  state,
  view,
  onOpen,
}: {
  state: LabState;
  view: TopologyView | undefined;
  onOpen: (service: string) => void;
}) {
  if (view === undefined) return <LoadingRows what="Reading the connections" count={6} />;
  const known = new Set(state.services.map(({ name }) => name));
  return (
    <div className="flow-tables">
      <table className="table flow-table">
        <caption>Connections</caption>
        <thead>
          <tr>
            <th>From</th>
            <th>To</th>
            <th>Address</th>
            <th>Protocol and authentication</th>
            <th>What travels</th>
            <th className="flow-number">Requests</th>
            <th>State</th>
          </tr>
        </thead>
        <tbody>
          {view.connections.map((connection) => (
            <tr key={connection.id}>
              <th scope="row">
                <Name name={connection.from} known={known} onOpen={onOpen} />
              </th>
              <td>
                <Name name={connection.to} known={known} onOpen={onOpen} />
              </td>
              <td>
                <code>{connection.address}</code>
              </td>
              <td>{connection.authentication}</td>
              <td className="flow-carries">
                <KeyText text={connection.carries} />
              </td>
              <td className="flow-number" title={connection.counted}>
                {countWord(connection)}
              </td>
              <td>
                <StateWord tone={toneOf(connection.state)} word={connection.evidence} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <table className="table flow-table">
        <caption>Drives</caption>
        <thead>
          <tr>
            <th>Node</th>
            <th>Drive</th>
            <th>State</th>
            <th>What rests</th>
          </tr>
        </thead>
        <tbody>
          {view.drives.map((drive, index) => (
            <tr key={drive.drive}>
              <th scope="row">
                <Name name={drive.node} known={known} onOpen={onOpen} />
              </th>
              <td>drive {index + 1}</td>
              <td>
                <StateWord tone={toneOf(drive.state)} word={DRIVE_WORDS[drive.state]} />
              </td>
              <td className="flow-carries">
                <KeyText text={drive.holds} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <ul className="flow-notes">
        {notesOf(view).map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </div>
  );
}

const DRIVE_WORDS = { ok: 'online', offline: 'offline', unknown: 'not known' } as const;

function Name({
  name,
  known,
  onOpen,
}: {
  name: string;
  known: ReadonlySet<string>;
  onOpen: (service: string) => void;
}) {
  if (name === CLIENT) return 'applications';
  if (!known.has(name)) return name;
  return (
    <button type="button" className="text-button" onClick={() => onOpen(name)}>
      {name}
    </button>
  );
}

/** What was counted, each sentence once. */
function notesOf({ connections, kesKeyRequests }: TopologyView): readonly string[] {
  const counted = connections.map((one) => `${labelOf(one.from, one.to)}: ${one.counted}`);
  if (kesKeyRequests !== undefined)
    counted.push(
      `KES answered ${kesKeyRequests.toLocaleString('en')} requests since its start, from every identity. Each MinIO node looks at the default key every 10 s, which keeps it in KES’s memory: these heartbeats are in this number only.`,
    );
  return [...new Set(counted)];
}

function labelOf(from: string, to: string): string {
  const kind = (name: string): string => (name.startsWith('minio') ? 'MinIO' : (WORDS[name] ?? name));
  return from.startsWith('minio') && to.startsWith('minio') ? 'Node to node' : `${kind(from)} to ${kind(to)}`;
}

const WORDS: Readonly<Record<string, string>> = { client: 'Applications', kes: 'KES', vault: 'Vault' };
