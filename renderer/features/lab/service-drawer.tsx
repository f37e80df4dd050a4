import { ActionIcon, Button } from '@mantine/core';
import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ServiceDetail } from '#shared/contract/details.ts';
import { toWire } from '#shared/errors.ts';
import { useQuery } from '../../client/use-query.ts';
import { Drawer } from '../../ui/drawer.tsx';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { type StateTone, StateWord } from '../../ui/state-icon.tsx';
import type { ListedAction } from './action-inputs.ts';
import { joinLines } from './log-lines.ts';
import { actionsOf } from './service-actions.ts';
import { ServiceFacts } from './service-facts.tsx';
import { ServiceLog } from './service-log.tsx';
import { useServiceLog } from './use-service-log.ts';
import './service-drawer.css';

export interface ServiceDrawerProps {
  readonly lab: string;
  readonly service: string;
  readonly actions: readonly ListedAction[];
  readonly isBusy: boolean;
  readonly onChoose: (action: ListedAction) => void;
  readonly onClose: () => void;
}

/** Facts change slowly; the log is followed by itself. */
const AGAIN_MS = 5_000;
const STATES: Readonly<Record<ServiceDetail['state'], { readonly tone: StateTone; readonly word: string }>> =
  {
    running: { tone: 'done', word: 'Runs' },
    paused: { tone: 'warn', word: 'Paused' },
    stopped: { tone: 'off', word: 'Stopped' },
    absent: { tone: 'waiting', word: 'Not there' },
  };

/** Everything that is known of one service: facts, and its log as it is written. Esc closes it and gives the focus back. */
export function ServiceDrawer({ lab, service, actions, isBusy, onChoose, onClose }: ServiceDrawerProps) {
  const { value, error, reload } = useQuery('labs.service', { name: lab, service });
  const log = useServiceLog(lab, service);
  // As it was when the drawer opened; from then on the log is followed.
  const [before, setBefore] = useState<readonly string[]>();
  if (before === undefined && value !== undefined) setBefore(value.logLines);
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) reload();
    }, AGAIN_MS);
    return () => clearInterval(timer);
  }, [reload]);
  const state = value === undefined ? undefined : STATES[value.state];
  const own = actionsOf(value?.component, actions);
  return (
    <Drawer className="service-drawer" label={`Service ${service}`} onClose={onClose}>
      <header className="service-head">
        <h2>{service}</h2>
        {state === undefined ? null : <StateWord tone={state.tone} word={state.word} />}
        <ActionIcon aria-label={`Close ${service}`} onClick={onClose}>
          <X size={16} aria-hidden />
        </ActionIcon>
      </header>
      <div className="service-body">
        {error === undefined ? null : <ErrorBlock error={toWire(error)} />}
        {value === undefined && error === undefined ? (
          <LoadingRows what={`Reading ${service}`} count={8} />
        ) : null}
        {value === undefined ? null : (
          <>
            {own.length === 0 ? null : (
              <div className="service-actions">
                {own.map((action) => (
                  <Button key={action.id} size="xs" disabled={isBusy} onClick={() => onChoose(action)}>
                    {action.title}
                  </Button>
                ))}
              </div>
            )}
            <ServiceFacts detail={value} />
            <ServiceLog
              lines={joinLines(before ?? [], log.lines)}
              service={service}
              isFollowed={log.error === undefined}
            />
          </>
        )}
      </div>
    </Drawer>
  );
}
