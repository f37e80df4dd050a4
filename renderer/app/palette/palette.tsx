import { Modal } from '@mantine/core';
import { createSpotlight, Spotlight } from '@mantine/spotlight';
import '@mantine/spotlight/styles.layer.css';
import { useEffect } from 'react';
import type { LabSummary } from '#shared/contract/labs.ts';
import { ActionDialog } from '../../features/lab/action-dialog.tsx';
import { PaletteList } from './palette-list.tsx';
import { usePaletteEffects } from './use-palette-effect.ts';
import './palette.css';

const [store, palette] = createSpotlight();

export interface PaletteProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly labs: readonly LabSummary[];
  /** The lab that the window is about. */
  readonly lab: string | undefined;
  readonly onKeys: () => void;
}

/** Go to a page or lab, run what can be run now, find a key: by keyboard alone. */
export function Palette({ isOpen, onClose, labs, lab, onKeys }: PaletteProps) {
  const { perform, chosen, leave, runAction } = usePaletteEffects(onKeys);
  useEffect(() => (isOpen ? palette.open() : palette.close()), [isOpen]);
  return (
    <>
      <Spotlight.Root
        store={store}
        shortcut={null}
        onSpotlightClose={onClose}
        size={620}
        yOffset={72}
        overlayProps={{ blur: 0 }}
        transitionProps={{ duration: 120, transition: 'fade' }}
      >
        <Modal.Title className="visually-hidden">Go to, run, find a key</Modal.Title>
        <PaletteList labs={labs} lab={lab} onChoose={perform} onClose={palette.close} />
      </Spotlight.Root>
      {chosen === undefined ? null : (
        <ActionDialog
          lab={chosen.lab}
          action={chosen.action}
          onClose={() => {
            leave();
            // The field that had the focus before is gone with the palette.
            document.getElementById('page')?.focus();
          }}
          onRun={(input) => runAction(chosen, input)}
        />
      )}
    </>
  );
}
