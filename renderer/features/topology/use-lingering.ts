import { useEffect, useState } from 'react';

/** True while `isOn` is, and for `forMs` after it. */
export function useLingering(isOn: boolean, forMs: number): boolean {
  const [lingers, setLingers] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLingers(isOn), isOn ? 0 : forMs);
    return () => clearTimeout(timer);
  }, [isOn, forMs]);
  return isOn || lingers;
}
