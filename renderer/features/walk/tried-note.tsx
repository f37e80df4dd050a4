import { Button } from '@mantine/core';
import { FlaskConical, Undo2 } from 'lucide-react';
import type { TriedView } from '#shared/contract/tries.ts';
import './tried-note.css';

/** Says that what is shown is an altered copy, what was changed in it, and leads back to the object itself. */
export function TriedNote({ tried, onBack }: { tried: TriedView | undefined; onBack: () => void }) {
  return (
    <section className="tried-note" aria-label="Altered copy">
      <FlaskConical size={18} aria-hidden />
      <output className="tried-words">
        <strong>This is an altered copy; nothing on the drives was changed.</strong>
        {tried === undefined ? null : (
          <span>
            {tried.title}: {tried.change}
          </span>
        )}
      </output>
      <Button variant="filled" leftSection={<Undo2 size={16} aria-hidden />} onClick={onBack}>
        Back to the object
      </Button>
    </section>
  );
}

/** The same in two words, where a step of such a walk is shown. */
export function TriedMark() {
  return (
    <span className="tried-mark">
      <FlaskConical size={14} aria-hidden />
      altered copy
    </span>
  );
}
