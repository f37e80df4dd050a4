import { Button } from '@mantine/core';
import { FlaskConical, Undo2 } from 'lucide-react';
import type { WalkRun } from './use-walk.ts';
import './tried-note.css';

/** Says that what is shown is an altered copy, what was changed in it, and leads back to the object itself. */
export function TriedNote({ run, onBack }: { run: WalkRun; onBack: () => void }) {
  const tried = run.isRunning ? undefined : run.view?.tried;
  return (
    <section className="walk-note tried-note" aria-label="Altered copy">
      <FlaskConical size={18} aria-hidden />
      <output className="tried-words">
        <strong>{headOf(run)}</strong>
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

function headOf({ isRunning, view }: WalkRun): string {
  if (isRunning) return 'A copy is altered and walked; nothing on the drives changes.';
  return view?.tried === undefined
    ? 'No copy was walked; nothing on the drives was changed.'
    : 'This is an altered copy; nothing on the drives was changed.';
}
