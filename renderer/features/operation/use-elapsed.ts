import { useState } from 'react';
import type { OperationSnapshot } from '#shared/contract/progress.ts';
import { useNow } from '../../ui/use-now.ts';

const TICK_MS = 250;

/** Milliseconds since the operation's start, counting on between two snapshots; stands still once it ended. */
export function useElapsed({ progress, state }: OperationSnapshot): number {
  const isRunning = state === 'running';
  const now = useNow(TICK_MS, isRunning);
  const [received, setReceived] = useState({ progress, atMs: now });
  if (received.progress !== progress) setReceived({ progress, atMs: now });
  const elapsedMs = progress?.elapsedMs ?? 0;
  return isRunning ? elapsedMs + Math.max(0, now - received.atMs) : elapsedMs;
}
