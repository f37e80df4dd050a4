import { KEY_LINES } from '../features/keyboard/key-lines.ts';
import { KeyList } from '../features/keyboard/key-list.tsx';
import { Dialog } from '../ui/dialog.tsx';

/** The list of keys, and what this address means for who knows it. */
export function KeysDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog onClose={onClose} title="Keys">
      <KeyList lines={KEY_LINES} />
      <p className="keys-note">
        The address that opened this page holds a token. Who has it can run programs as you on this machine:
        do not share it.
      </p>
    </Dialog>
  );
}
