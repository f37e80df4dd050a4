import { useEffect, useRef, useState } from 'react';
import { toWire } from '#shared/errors.ts';
import { useClient } from '../client/client-context.tsx';
import { useOperations } from '../client/operations-context.tsx';
import { useFeed } from '../client/use-feed.ts';
import { LabList } from '../features/labs/lab-list.tsx';
import { ErrorBlock } from '../ui/error-block.tsx';
import { LoadingRows } from '../ui/loading-rows.tsx';
import { useRemembered } from '../ui/remembered.ts';
import { Frame } from './frame.tsx';
import { CreateScreen, FirstRunScreen } from './home-screen.tsx';
import { KeysDialog } from './keys-dialog.tsx';
import { LabScreen } from './lab-screen.tsx';
import { LostLine } from './lost-line.tsx';
import { goTo, hashOf, type Route, useRoute } from './navigation.ts';
import { useShortcuts } from './shortcuts.ts';
import { useBringUp } from './use-lab-commands.ts';

/** Chooses the page by the address and keeps what all pages share: the labs, the log, the list of keys. */
export function Workspace() {
  const route = useRoute();
  const client = useClient();
  const labs = useFeed('labs.changed', {});
  const { list } = useOperations();
  const [isLogOpen, setLogOpen] = useRemembered('log-open', (stored) => stored === true);
  const [areKeysShown, setKeysShown] = useState(false);
  const known = labs.value ?? [];
  const frame = {
    labs: known,
    line: <LostLine />,
    isStale: client === undefined,
    onKeys: () => setKeysShown(true),
  };
  // Also one that failed or was cancelled: a new lab leaves no other trace of why.
  const comingUp = list.find((operation) => operation.name === 'labs.up' && operation.state !== 'done');
  const name = labOf(route, known.length < 2 ? (known[0]?.name ?? comingUp?.lab) : undefined);
  useFocusOnPage(hashOf(route));

  return (
    <>
      {name === undefined ? (
        <Frame {...frame}>
          <Keys onKeys={frame.onKeys} />
          {labs.value === undefined ? (
            labs.error === undefined ? (
              <LoadingRows what="Reading the labs" count={5} />
            ) : (
              <ErrorBlock error={toWire(labs.error)} />
            )
          ) : (
            <LabsPage route={route} labs={labs.value} />
          )}
        </Frame>
      ) : (
        <LabScreen
          key={name}
          name={name}
          labs={known}
          frame={frame}
          log={{
            isOpen: isLogOpen,
            onToggle: () => setLogOpen(!isLogOpen),
            onClose: () => setLogOpen(false),
          }}
        />
      )}
      {areKeysShown ? <KeysDialog onClose={() => setKeysShown(false)} /> : null}
    </>
  );
}

/** Gives the page the focus after each change of address, so that the keyboard goes on at its start. */
function useFocusOnPage(place: string): void {
  const last = useRef(place);
  useEffect(() => {
    if (last.current === place) return;
    last.current = place;
    document.getElementById('page')?.focus({ preventScroll: true });
  }, [place]);
}

/** The lab to show: the one of the address, or the only one there is. */
function labOf(route: Route, only: string | undefined): string | undefined {
  if (route.page === 'lab') return route.name;
  return route.page === 'home' ? only : undefined;
}

function LabsPage({ route, labs }: { route: Route; labs: Parameters<typeof LabList>[0]['labs'] }) {
  const bringUp = useBringUp();
  if (route.page === 'new') return <CreateScreen labs={labs} onBringUp={bringUp} />;
  if (labs.length === 0) return <FirstRunScreen onBringUp={bringUp} />;
  return (
    <LabList
      labs={labs}
      hrefOf={(lab) => hashOf({ page: 'lab', name: lab })}
      onCreate={() => goTo({ page: 'new' })}
    />
  );
}

/** The keys of pages without a lab. */
function Keys({ onKeys }: { onKeys: () => void }) {
  useShortcuts({ onLog: () => {}, onKeys, onProve: undefined, onClose: undefined });
  return null;
}
