import { Kbd } from '@mantine/core';
import './key-list.css';

export interface KeyLine {
  readonly keys: readonly string[];
  readonly what: string;
}

/** Keys of the keyboard, and what each does. */
export function KeyList({ lines }: { lines: readonly KeyLine[] }) {
  return (
    <dl className="keys-list">
      {lines.map(({ keys, what }) => (
        <div key={what}>
          <dt>
            {keys.map((key) => (
              <Kbd key={key}>{key}</Kbd>
            ))}
          </dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
  );
}
