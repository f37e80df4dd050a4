import { type RefObject, useEffect, useEffectEvent } from 'react';

/** Hears the keys of whatever inside `place` has the focus. Not a handler of an element: the place itself is not operable. */
export function useKeysInside(
  place: RefObject<HTMLElement | null>,
  onKey: (event: KeyboardEvent, place: HTMLElement) => void,
): void {
  const press = useEffectEvent(onKey);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const listen = (event: KeyboardEvent): void => press(event, element);
    element.addEventListener('keydown', listen);
    return () => element.removeEventListener('keydown', listen);
  }, [place]);
}
