import { useCallback, useEffect, useRef, useState } from 'react';

const SHOWN_MS = 1600;

/** Copies text and tells for a moment whether that worked. */
export function useCopied(): readonly ['idle' | 'copied' | 'failed', (text: string) => void] {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const copy = useCallback((text: string) => {
    const tell = (next: 'copied' | 'failed'): void => {
      setState(next);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => setState('idle'), SHOWN_MS);
    };
    navigator.clipboard.writeText(text).then(
      () => tell('copied'),
      () => tell('failed'),
    );
  }, []);
  return [state, copy];
}
