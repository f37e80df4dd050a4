import { useCallback, useState } from 'react';

const PREFIX = 'sealab.';

/** A choice kept in this browser. Never for secrets. `parse` turns what lies there into a value or the default. */
export function useRemembered<T>(
  key: string,
  parse: (stored: unknown) => T,
): readonly [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => parse(readStored(key)));
  const keep = useCallback(
    (next: T) => {
      setValue(next);
      writeStored(key, next);
    },
    [key],
  );
  return [value, keep];
}

/** What is stored under `key`, or undefined where nothing or nothing readable is. */
export function readStored(key: string): unknown {
  try {
    const text = localStorage.getItem(PREFIX + key);
    return text === null ? undefined : JSON.parse(text);
  } catch {
    // Storage is switched off or holds another program's text: the default is right then.
    return undefined;
  }
}

/** Keeps `value`; where storage is switched off the choice lasts until the page closes. */
export function writeStored(key: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // The choice is a convenience: the page works without keeping it.
  }
}
