import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import './dialog-buttons.css';

/** The foot of a dialog: the button that leaves things as they are, then the one that does it. */
export function DialogButtons({
  leave = 'Leave it',
  onLeave,
  children,
}: {
  leave?: string;
  onLeave: () => void;
  children: ReactNode;
}) {
  return (
    <div className="dialog-buttons">
      <Button variant="default" onClick={onLeave}>
        {leave}
      </Button>
      {children}
    </div>
  );
}
