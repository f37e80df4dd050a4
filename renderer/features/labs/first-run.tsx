import { Button } from '@mantine/core';
import { Play } from 'lucide-react';
import { KeyWord } from '../../ui/key-tile.tsx';
import { MonoLine } from '../../ui/mono-line.tsx';
import './first-run.css';

export interface FirstRunProps {
  readonly name: string;
  readonly line: string;
  /** In words: `about 6 min and up to 4.2 GiB of disk`. Undefined until the plan is there. */
  readonly cost: string | undefined;
  readonly onBringUp: () => void;
  readonly onChoose: () => void;
}

/** The page before there is any lab: what Sealab does, and the one button. */
export function FirstRun({ name, line, cost, onBringUp, onChoose }: FirstRunProps) {
  return (
    <section className="first-run" aria-labelledby="first-run-title">
      <h1 id="first-run-title">See where every key lives</h1>
      <div className="first-run-text">
        <p>Sealab brings up real Vault, KES and MinIO on this machine, with certificates of their own.</p>
        <p>
          It writes an object, and proves that the drive holds <KeyWord kind="ciphertext" /> and never the{' '}
          <KeyWord kind="plaintext" />.
        </p>
        <p>
          Then you seal Vault, create keys and encrypt buckets yourself, each beside the command that does it.
        </p>
      </div>
      <div className="first-run-buttons">
        <Button variant="filled" size="md" leftSection={<Play size={16} aria-hidden />} onClick={onBringUp}>
          Bring up {name}
        </Button>
        <Button variant="subtle" size="md" onClick={onChoose}>
          Choose its parts first
        </Button>
      </div>
      <p className="first-run-time">
        {cost === undefined ? 'No lab yet.' : `No lab yet. Bringing one up takes ${cost}.`}
      </p>
      <MonoLine command={line} />
    </section>
  );
}
