import { useEffect, useState } from 'react';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { type LicenceName, licenceText } from './licence-texts.ts';

/** A licence in its own words. They are fetched when somebody wants to read them. */
export function LicenceDialog({ name, onClose }: { name: LicenceName; onClose: () => void }) {
  const [text, setText] = useState<string>();
  const [hasFailed, setHasFailed] = useState(false);
  useEffect(() => {
    let isWanted = true;
    licenceText(name).then(
      (found) => isWanted && setText(found),
      () => isWanted && setHasFailed(true),
    );
    return () => {
      isWanted = false;
    };
  }, [name]);
  return (
    <Dialog title={name} onClose={onClose}>
      {hasFailed ? (
        <ErrorBlock
          error={{
            code: 'not-found',
            message: 'The text of this licence is not here.',
            fix: 'Reload the page.',
          }}
        />
      ) : text === undefined ? (
        <LoadingRows what={`Reading ${name}`} count={8} />
      ) : (
        <textarea
          className="licence-text"
          aria-label={`Text of ${name}`}
          readOnly
          wrap="off"
          spellCheck={false}
          value={text}
        />
      )}
    </Dialog>
  );
}
