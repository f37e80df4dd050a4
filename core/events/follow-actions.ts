import { type JournalLine, readJournal } from '../labs/journal.ts';
import type { LabSession } from '../labs/session.ts';
import type { Event, FollowOptions } from './event.ts';

/** How soon what was done in another window, or on the command line, is seen here. */
const LOOK_MS = 1_000;

/** Emits what was done to the lab, by whom ever: the last `tailLines` outcomes of its journal, then each new one. */
export async function followActions(
  session: LabSession,
  { tailLines, signal, emit }: FollowOptions,
): Promise<void> {
  let seen: number | undefined;
  while (!signal.aborted) {
    const { lines } = await readJournal(session.folder);
    const from = seen ?? Math.max(0, lines.length - tailLines);
    for (const line of lines.slice(from)) {
      const event = actionEvent(line);
      if (event !== undefined) emit(event);
    }
    seen = lines.length;
    await session.ports.clock.sleep(LOOK_MS, signal).catch(() => undefined);
  }
}

function actionEvent(line: JournalLine): Event | undefined {
  if (line.kind !== 'outcome') return undefined;
  return {
    at: line.at,
    source: 'action',
    service: 'sealab',
    text: line.ok ? `${line.title}, ${line.ms} ms` : `${line.title}: ${line.error?.message ?? 'failed'}`,
    level: line.ok ? 'info' : 'error',
    heartbeat: false,
  };
}
