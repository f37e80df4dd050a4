import { Kbd } from '@mantine/core';
import { Dialog } from '../ui/dialog.tsx';
import './keys-dialog.css';

const COMMAND = /mac/i.test(navigator.platform) ? '⌘' : 'Ctrl';

const KEYS: readonly (readonly [readonly string[], string])[] = [
  [['P'], 'Prove the lab'],
  [[COMMAND, 'J'], 'Show or hide the command log'],
  [['Esc'], 'Close what lies on top'],
  [['?'], 'Show this list'],
];

/** The list of keys, and what this address means for who knows it. */
export function KeysDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog onClose={onClose} title="Keys">
      <dl className="keys-list">
        {KEYS.map(([keys, what]) => (
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
      <p className="keys-note">
        The address that opened this page holds a token. Who has it can run programs as you on this machine:
        do not share it.
      </p>
    </Dialog>
  );
}
