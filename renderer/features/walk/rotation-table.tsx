import { Equal, RefreshCw } from 'lucide-react';
import { StateIcon } from '../../ui/state-icon.tsx';
import { shortHex } from './hex-text.ts';
import { IdentityWord } from './identity-tile.tsx';
import { type ObjectSnapshot, type RotationRow, rotationRows } from './rotation-rows.ts';

/** What changed and what did not, one line each. */
export function RotationTable({ before, after }: { before: ObjectSnapshot; after: ObjectSnapshot }) {
  return (
    <table className="table rotation-table">
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">Before</th>
          <th scope="col">After</th>
          <th scope="col">So</th>
        </tr>
      </thead>
      <tbody>
        {rotationRows(before, after).map((row) => (
          <tr key={row.what} className={`rotation-${row.state}`}>
            <th scope="row">
              {row.identity === undefined ? (
                row.what
              ) : (
                <IdentityWord identity={row.identity} text={row.what} />
              )}
            </th>
            <td>
              <code>{shown(row.before)}</code>
            </td>
            <td>
              <code>{shown(row.after)}</code>
            </td>
            <td>
              <Verdict state={row.state} />
              <span className="rotation-meaning">{row.meaning}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Verdict({ state }: Pick<RotationRow, 'state'>) {
  if (state === 'unknown') {
    return (
      <strong className="rotation-verdict">
        <StateIcon tone="waiting" /> not known
      </strong>
    );
  }
  const Icon = state === 'same' ? Equal : RefreshCw;
  return (
    <strong className="rotation-verdict">
      <Icon size={15} aria-hidden /> {state}
    </strong>
  );
}

/** Longer values are told by their beginning and their end. */
const LONGEST = 24;

function shown(value: string): string {
  if (/^[0-9a-f]{16,}$/.test(value)) return shortHex(value);
  return value.length > LONGEST ? `${value.slice(0, 10)}…${value.slice(-8)}` : value;
}
