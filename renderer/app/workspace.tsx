import { Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { toWire } from '#shared/errors.ts';
import { useClient } from '../client/client-context.tsx';
import { useOperations } from '../client/operations-context.tsx';
import { useFeed } from '../client/use-feed.ts';
import { usePageKeys } from '../features/keyboard/use-page-keys.ts';
import { LabList } from '../features/labs/lab-list.tsx';
import { UploadsProvider } from '../features/objects/uploads-context.tsx';
import { ErrorBlock } from '../ui/error-block.tsx';
import { LoadingRows } from '../ui/loading-rows.tsx';
import { useRemembered } from '../ui/remembered.ts';
import { currentLab, rememberLab } from './current-lab.ts';
import { Frame } from './frame.tsx';
import { CreateScreen, FirstRunScreen } from './home-screen.tsx';
import { KeysDialog } from './keys-dialog.tsx';
import { partOf } from './lab-parts.tsx';
import { LabScreen } from './lab-screen.tsx';
import { LazyBoundary } from './lazy-boundary.tsx';
import { fetchLazyParts, LazyPalette } from './lazy-pages.tsx';
import { LostLine } from './lost-line.tsx';
import { goTo, hashOf, type Route, useRoute } from './navigation.ts';
import { NoLab } from './no-lab.tsx';
import { PlaceScreen } from './place-screen.tsx';
import { RAIL_PLACES, routeOf } from './rail-places.ts';
import { useBringUp } from './use-lab-commands.ts';
import { WindowProvider } from './window-context.tsx';

/** The page comes first; what is not shown yet is fetched after it. */
const FETCH_AFTER_MS = 1500;

/** Chooses the page by the address and keeps what all pages share: the labs, the log, the palette, the list of keys. */
export function Workspace() {
  const route = useRoute();
  const client = useClient();
  const labs = useFeed('labs.changed', {});
  const { list } = useOperations();
  const [isLogOpen, setLogOpen] = useRemembered('log-open', (stored) => stored === true);
  const [areKeysShown, setKeysShown] = useState(false);
  // Undefined until it is first asked for: nothing of it is fetched or drawn before.
  const [isPaletteOpen, setPaletteOpen] = useState<boolean>();
  const known = labs.value ?? [];
  const frame = {
    labs: known,
    line: <LostLine />,
    isStale: client === undefined,
    onKeys: () => setKeysShown(true),
  };
  const controls = useMemo(() => ({ openPalette: () => setPaletteOpen(true) }), []);
  // Also one that failed or was cancelled: a new lab leaves no other trace of why.
  const comingUp = list.find((operation) => operation.name === 'labs.up' && operation.state !== 'done');
  const name = labOf(route, {
    only: known.length < 2 ? (known[0]?.name ?? comingUp?.lab) : undefined,
    shownLast: currentLab(known)?.name,
  });
  useFocusOnPage(hashOf(route));
  usePageKeys('window', {
    palette: () => setPaletteOpen(isPaletteOpen !== true),
    place: (digit) => {
      const place = RAIL_PLACES[Number(digit) - 1];
      if (place !== undefined) goTo(routeOf(place.id, name ?? currentLab(known)?.name));
    },
    log: () => {
      if (name !== undefined) setLogOpen(!isLogOpen);
    },
  });
  usePageKeys('frame', { list: frame.onKeys });
  useEffect(() => {
    if (name !== undefined) rememberLab(name);
  }, [name]);

  useEffect(() => {
    const timer = setTimeout(fetchLazyParts, FETCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);

  return (
    <WindowProvider value={controls}>
      <UploadsProvider>
        {name !== undefined ? (
          <LabScreen
            key={name}
            name={name}
            labs={known}
            part={partOf(route)}
            frame={frame}
            log={{
              isOpen: isLogOpen,
              onToggle: () => setLogOpen(!isLogOpen),
              onClose: () => setLogOpen(false),
            }}
          />
        ) : route.page === 'components' || route.page === 'engines' || route.page === 'settings' ? (
          <PlaceScreen page={route.page} frame={frame} />
        ) : (
          <Frame {...frame}>
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
        )}
        {areKeysShown ? <KeysDialog onClose={() => setKeysShown(false)} /> : null}
        {isPaletteOpen === undefined ? null : (
          <LazyBoundary what="The palette">
            <Suspense fallback={null}>
              <LazyPalette
                isOpen={isPaletteOpen}
                onClose={() => setPaletteOpen(false)}
                labs={known}
                lab={name ?? currentLab(known)?.name}
                onKeys={frame.onKeys}
              />
            </Suspense>
          </LazyBoundary>
        )}
      </UploadsProvider>
    </WindowProvider>
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

interface LabsToChoose {
  /** The only lab there is, or the only one on its way. */
  readonly only: string | undefined;
  readonly shownLast: string | undefined;
}

/** The lab to show: the one of the address, or the one that is meant where the address names none. */
function labOf(route: Route, { only, shownLast }: LabsToChoose): string | undefined {
  if (route.page === 'lab') return route.name;
  if (route.page === 'keys' || route.page === 'objects') return route.name ?? shownLast ?? only;
  if (route.page === 'object' || route.page === 'walk') return route.lab;
  return route.page === 'home' ? only : undefined;
}

function LabsPage({ route, labs }: { route: Route; labs: Parameters<typeof LabList>[0]['labs'] }) {
  const bringUp = useBringUp();
  if (route.page === 'new') return <CreateScreen labs={labs} onBringUp={bringUp} />;
  if (route.page === 'keys') return <NoLab title="Keys" labs={labs} onBringUp={bringUp} />;
  if (route.page === 'objects') return <NoLab title="Objects" labs={labs} onBringUp={bringUp} />;
  if (labs.length === 0) return <FirstRunScreen onBringUp={bringUp} />;
  return (
    <LabList
      labs={labs}
      hrefOf={(lab) => hashOf({ page: 'lab', name: lab })}
      onCreate={() => goTo({ page: 'new' })}
    />
  );
}
