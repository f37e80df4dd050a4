import { Kbd } from '@mantine/core';
import { Search } from 'lucide-react';
import { COMMAND } from '../features/keyboard/key-lines.ts';
import { useWindow } from './window-context.tsx';

/** Opens the palette; on a narrow window it is only its icon. */
export function PaletteButton() {
  const { openPalette } = useWindow();
  return (
    <button
      type="button"
      className="palette-button"
      aria-keyshortcuts="Control+K Meta+K"
      onClick={openPalette}
    >
      <Search size={16} aria-hidden />
      <span className="palette-button-word">Go to, run, find a key</span>
      <Kbd>{COMMAND} K</Kbd>
    </button>
  );
}
