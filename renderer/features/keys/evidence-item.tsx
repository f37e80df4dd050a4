import { ScrollText } from 'lucide-react';
import type { KeyNode } from '#shared/contract/keys.ts';
import { preciseTime } from './event-words.ts';

/** Where a statement was read, when, and what stood there. */
export function EvidenceItem({ source, text, at }: KeyNode['evidence'][number]) {
  return (
    <li className="evidence-item">
      <p>
        <ScrollText size={15} aria-hidden />
        <span>
          {source}, {preciseTime(at)}
        </span>
      </p>
      <pre>{text}</pre>
    </li>
  );
}
