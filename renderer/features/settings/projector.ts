import { useSyncExternalStore } from 'react';
import { readStored, writeStored } from '../../ui/remembered.ts';

const KEY = 'projector';
const listeners = new Set<() => void>();
let isOn = readStored(KEY) === true;

/** Puts the size that this browser was left with on the page; called once before anything is drawn. */
export function applyProjector(): void {
  document.documentElement.toggleAttribute('data-projector', isOn);
}

export function setProjector(wanted: boolean): void {
  isOn = wanted;
  writeStored(KEY, wanted);
  applyProjector();
  for (const listener of listeners) listener();
}

/** Whether everything is drawn a quarter larger, for a room. */
export function useProjector(): boolean {
  return useSyncExternalStore(subscribe, () => isOn);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
