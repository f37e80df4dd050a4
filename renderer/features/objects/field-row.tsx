import type { ReactNode } from 'react';
import type { FieldView } from '#shared/contract/inspector.ts';
import { KeyWord } from '../../ui/key-tile.tsx';
import { kindOf } from '../walk/identity-kind.ts';
import { useLitProps } from './lit.tsx';
import './field-row.css';

export interface FieldRowProps {
  /** The whole name; `shown` where that is too long to read. */
  readonly name: string;
  readonly shown?: string;
  readonly value: ReactNode;
  readonly meaning: string;
  readonly identity?: FieldView['identity'];
  readonly link?: string | undefined;
  readonly onBytes?: () => void;
}

/** One header or field: its name, its value as it is, and what it means. */
export function FieldRow(props: FieldRowProps) {
  const { name, shown = props.name, value, meaning, identity, link, onBytes } = props;
  const lit = useLitProps(link);
  const kind = identity === undefined ? undefined : kindOf(identity);
  return (
    // Each row takes the focus by the arrow keys of its list, so that its counterparts light up without a pointer.
    <li className={`field ${kind === undefined ? '' : `key-${kind} field-keyed`}`} tabIndex={-1} {...lit}>
      <span className="field-name" title={name}>
        {kind === undefined ? shown : <KeyWord kind={kind} text={shown} />}
      </span>
      <span className="field-value">{value}</span>
      {onBytes === undefined ? null : (
        <button
          type="button"
          className="field-bytes"
          aria-label={`Show the bytes of ${shown}`}
          onClick={onBytes}
        >
          Bytes
        </button>
      )}
      {meaning === '' ? null : <span className="field-meaning">{meaning}</span>}
    </li>
  );
}
