import type { LabState, LabSummary } from '#shared/contract/labs.ts';
import type { OperationSnapshot } from '#shared/contract/progress.ts';
import type { SealabError } from '#shared/errors.ts';
import { useOperations } from '../client/operations-context.tsx';
import { useFeed } from '../client/use-feed.ts';
import { usePageKeys } from '../features/keyboard/use-page-keys.ts';
import { CommandLog } from '../features/lab/command-log.tsx';
import { type Health, healthOf, primaryActionOf } from '../features/lab/lab-health.ts';
import { type LabPage, LabPageProvider } from '../features/lab/lab-page.tsx';
import { LabView } from '../features/lab/lab-view.tsx';
import { OperationView } from '../features/operation/operation-view.tsx';
import { useNow } from '../ui/use-now.ts';
import { ActionNote } from './action-note.tsx';
import { BringUpScreen } from './bring-up-screen.tsx';
import { Frame, type FrameProps, LOG_TOGGLE_ID } from './frame.tsx';
import { LabAbsent, LabLoading } from './lab-absent.tsx';
import type { LabPart } from './lab-parts.tsx';
import { LostEngineLine } from './lost-engine-line.tsx';
import { goTo } from './navigation.ts';
import { showsItself } from './running-operations.ts';
import { useLabCommands } from './use-lab-commands.ts';
import './lab-screen.css';

export interface LabScreenProps {
  readonly name: string;
  readonly labs: readonly LabSummary[];
  /** What is shown of the lab in place of its own page. */
  readonly part: LabPart | undefined;
  readonly frame: Pick<FrameProps, 'labs' | 'line' | 'isStale' | 'onKeys'>;
  readonly log: { readonly isOpen: boolean; readonly onToggle: () => void; readonly onClose: () => void };
}

/** A strip for what is over at once would only flicker. */
const STRIP_AFTER_MS = 400;

/** One lab: its steps while it comes up, its page afterwards, with whatever else runs on it on top. */
export function LabScreen({ name, labs, part, frame, log }: LabScreenProps) {
  const feed = useFeed('labs.state', { name });
  const { list, cancel, dismiss } = useOperations();
  const commands = useLabCommands(name);
  const now = useNow();
  const summary = labs.find((lab) => lab.name === name);
  // What only reads is shown by the page that asks for it.
  const latest = list.find((operation) => operation.lab === name && !showsItself(operation));
  const isBusy = latest?.state === 'running' || frame.isStale;
  const comingUp = latest?.name === 'labs.up' && latest.state !== 'done' ? latest : undefined;
  const state = summary === undefined ? undefined : (feed.value ?? unreadState(summary));
  const canProve = part === undefined && state !== undefined && !isBusy && primaryActionOf(state) === 'prove';

  const page = (shown: LabState): LabPage => ({
    state: shown,
    isBusy: isBusy || feed.error !== undefined,
    isProving: latest?.name === 'labs.prove' && latest.state === 'running',
    commands: {
      prove: commands.prove,
      start: () => commands.up({ name }),
      stop: commands.down,
      remove: commands.remove,
      run: commands.run,
    },
  });

  const closeLog = (): void => {
    log.onClose();
    document.getElementById(LOG_TOGGLE_ID)?.focus();
  };

  usePageKeys('lab', { prove: canProve ? commands.prove : undefined });
  usePageKeys('layer', { close: log.isOpen ? closeLog : undefined });

  return (
    <Frame
      {...frame}
      lab={summary}
      labName={name}
      pageName={part?.title}
      health={healthNow({ state, latest, isStale: frame.isStale, lost: feed.error, nowMs: now })}
      onHealth={part === undefined ? undefined : () => goTo({ page: 'lab', name })}
      log={{
        isOpen: log.isOpen,
        onToggle: log.onToggle,
        content: <CommandLog entries={state?.commandLog ?? []} onClose={closeLog} />,
      }}
    >
      {comingUp === undefined ? (
        <>
          {latest === undefined || latest.state === 'done' || isTooYoung(latest, now) ? null : (
            <OperationView
              key={latest.id}
              operation={latest}
              layout="strip"
              onCancel={() => cancel(latest)}
              onClose={() => dismiss(latest)}
              closeWord="Put away"
            />
          )}
          {commands.outcome === undefined ? null : (
            <ActionNote outcome={commands.outcome} onClose={commands.clearOutcome} />
          )}
          {state === undefined ? (
            <LabAbsent name={name} error={feed.error} />
          ) : feed.value === undefined && state.summary.error === undefined ? (
            <LabLoading title={part?.title ?? name} isOwnPage={part === undefined} error={feed.error} />
          ) : (
            <>
              {feed.value === undefined || feed.error === undefined ? null : (
                <LostEngineLine error={feed.error} />
              )}
              <div className={feed.error === undefined ? '' : 'lab-lost'}>
                <LabPageProvider page={page(state)}>
                  {part === undefined ? <LabView /> : part.content}
                </LabPageProvider>
              </div>
            </>
          )}
        </>
      ) : (
        <BringUpScreen operation={comingUp} name={name} exists={summary !== undefined} />
      )}
    </Frame>
  );
}

/** What is known of a lab whose state cannot be read. */
function unreadState(summary: LabSummary): LabState {
  return {
    summary,
    engineReason: '',
    keyName: '',
    folder: '',
    credentialsFile: '',
    services: [],
    ladder: [],
    commandLog: [],
  };
}

function isTooYoung(operation: OperationSnapshot, nowMs: number): boolean {
  return operation.state === 'running' && nowMs - Date.parse(operation.startedAt) < STRIP_AFTER_MS;
}

interface HealthInput {
  readonly state: LabState | undefined;
  readonly latest: OperationSnapshot | undefined;
  readonly isStale: boolean;
  /** Why the state is not looked at any more. */
  readonly lost: SealabError | undefined;
  readonly nowMs: number;
}

function healthNow({ state, latest, isStale, lost, nowMs }: HealthInput): Health | undefined {
  if (isStale) return { tone: 'warn', word: 'Not connected' };
  if (latest?.state === 'running' && !isTooYoung(latest, nowMs))
    return { tone: 'running', word: runningWord(latest) };
  if (latest?.name === 'labs.up' && latest.state === 'failed')
    return { tone: 'warn', word: '1 step needs you' };
  if (lost?.code === 'no-engine') return { tone: 'warn', word: 'Engine does not answer' };
  return state === undefined ? undefined : healthOf(state, nowMs);
}

function runningWord({ name, title }: OperationSnapshot): string {
  switch (name) {
    case 'labs.up':
      return 'Coming up';
    case 'labs.down':
      return 'Stopping';
    case 'labs.remove':
      return 'Removing';
    case 'labs.prove':
      return 'Proving';
    default:
      return title;
  }
}
