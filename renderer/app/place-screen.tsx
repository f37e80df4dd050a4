import type { LabSummary } from '#shared/contract/labs.ts';
import { useOperations } from '../client/operations-context.tsx';
import { useFeed } from '../client/use-feed.ts';
import { healthOf } from '../features/lab/lab-health.ts';
import { useNow } from '../ui/use-now.ts';
import { currentLab } from './current-lab.ts';
import { Frame } from './frame.tsx';
import type { FrameProps } from './frame-props.ts';
import { LAZY_PAGES, WhileFetched } from './lazy-pages.tsx';
import { goTo } from './navigation.ts';
import { runningLong } from './running-operations.ts';
import './place-page.css';

type SharedFrame = Pick<FrameProps, 'labs' | 'line' | 'isStale' | 'onKeys'>;

/** A page that is no lab's own. The bar on top still tells of the lab that was shown last. */
export function PlaceScreen({ page, frame }: { page: keyof typeof LAZY_PAGES; frame: SharedFrame }) {
  const { title, Page } = LAZY_PAGES[page];
  const lab = currentLab(frame.labs);
  const content = (
    <WhileFetched key={page} title={title}>
      <Page />
    </WhileFetched>
  );
  return lab === undefined ? (
    <Frame {...frame} pageName={title}>
      {content}
    </Frame>
  ) : (
    <BesideLab key={lab.name} frame={frame} lab={lab} pageName={title}>
      {content}
    </BesideLab>
  );
}

interface BesideLabProps {
  readonly frame: SharedFrame;
  readonly lab: LabSummary;
  readonly pageName: string;
  readonly children: FrameProps['children'];
}

function BesideLab({ frame, lab, pageName, children }: BesideLabProps) {
  const state = useFeed('labs.state', { name: lab.name });
  const now = useNow();
  const running = runningLong(useOperations().list, now).find((one) => one.lab === lab.name);
  return (
    <Frame
      {...frame}
      lab={lab}
      labName={lab.name}
      pageName={pageName}
      health={
        frame.isStale
          ? { tone: 'warn', word: 'Not connected' }
          : running !== undefined
            ? { tone: 'running', word: running.title }
            : state.value === undefined
              ? undefined
              : healthOf(state.value, now)
      }
      onHealth={() => goTo({ page: 'lab', name: lab.name })}
    >
      {children}
    </Frame>
  );
}
