import type { WalkView } from '#shared/contract/walk.ts';
import { SectionCard } from '../../ui/section-card.tsx';
import { formatSize } from '../../ui/size.ts';
import { type StripKind, type StripRow, stripRows } from './strip-rows.ts';
import './byte-strip.css';

const WORDS: Readonly<Record<StripKind, readonly [one: string, many: string]>> = {
  'bitrot-hash': ['bitrot hash', 'bitrot hashes'],
  'dare-header': ['package header', 'package headers'],
  ciphertext: ['run of ciphertext', 'runs of ciphertext'],
  tag: ['tag', 'tags'],
  plaintext: ['run of plaintext', 'runs of plaintext'],
  parity: ['parity shard', 'parity shards'],
  padding: ['run of padding', 'runs of padding'],
  missing: ['missing shard', 'missing shards'],
};

/** Where each hash, package and shard lies, one row per drive, drawn to scale. */
export function ByteStrip({ view }: { view: WalkView }) {
  const rows = stripRows(view.strip);
  const kinds = [...new Set(view.strip.map((part) => part.kind))];
  return (
    <SectionCard
      className="strip-card"
      title="On the drives"
      about={`the first ${formatSize(rows[0]?.totalBytes ?? 0)} of its first part on each drive, drawn to scale`}
    >
      <table className="strip-table">
        <thead className="visually-hidden">
          <tr>
            <th scope="col">Drive</th>
            <th scope="col">Drawn</th>
            <th scope="col">What it holds</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.drive}>
              <th scope="row">{row.drive}</th>
              <td className="strip-cell">
                <div className="strip" aria-hidden>
                  {row.runs.map((run, index) => (
                    <span
                      key={`${index}-${run.kind}`}
                      className={`strip-run strip-${run.kind}`}
                      style={{ width: `${run.share * 100}%` }}
                    />
                  ))}
                </div>
              </td>
              <td className="strip-words">{wordsOf(row)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <ul className="strip-legend">
        {kinds.map((kind) => (
          <li key={kind}>
            <span className={`strip-swatch strip-${kind}`} aria-hidden />
            {WORDS[kind][0]}
          </li>
        ))}
        {rows.some((row) => row.isMerged) ? (
          <li>What is thinner than a line of the screen is drawn with its neighbours.</li>
        ) : null}
      </ul>
    </SectionCard>
  );
}

function wordsOf(row: StripRow): string {
  if (row.totals.every(({ kind }) => kind === 'missing')) return 'nothing that can be used';
  return row.totals
    .map(({ kind, count, lengthBytes }) => {
      const [one, many] = WORDS[kind];
      return `${count.toLocaleString('en')} ${count === 1 ? one : many}, ${formatSize(lengthBytes)}`;
    })
    .join(' · ');
}
