import './loading-rows.css';

/** Rows as inset bars while something is read; they appear after 150 ms, so that a quick answer does not flicker. */
export function LoadingRows({ what, count = 4 }: { what: string; count?: number }) {
  return (
    <output className="loading-rows">
      <span className="visually-hidden">{what}</span>
      {Array.from({ length: count }, (_, index) => (
        <span key={index} className="loading-row" style={{ width: `${92 - ((index * 17) % 40)}%` }} />
      ))}
    </output>
  );
}
