import { useEffect, useState } from 'react';

/** The time in milliseconds since 1970, renewed every `everyMs`; stands still while `isRunning` is false. */
export function useNow(everyMs = 1000, isRunning = true): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!isRunning) return;
    const tick = (): void => setNow(Date.now());
    const first = setTimeout(tick, 0);
    const timer = setInterval(tick, everyMs);
    return () => {
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [everyMs, isRunning]);
  return now;
}
