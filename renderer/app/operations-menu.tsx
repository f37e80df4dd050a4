import { Menu, UnstyledButton } from '@mantine/core';
import { ChevronDown } from 'lucide-react';
import type { OperationSnapshot } from '#shared/contract/progress.ts';
import { useOperations } from '../client/operations-context.tsx';
import { nowDoing } from '../features/operation/operation-facts.ts';
import { StateIcon } from '../ui/state-icon.tsx';
import { useNow } from '../ui/use-now.ts';
import { goTo } from './navigation.ts';
import { placeOfOperation, runningLong } from './running-operations.ts';

/** Everything that runs in this Sealab now, whichever window started it; each leads to its steps. */
export function OperationsMenu() {
  const now = useNow();
  const running = runningLong(useOperations().list, now);
  const [first] = running;
  if (first === undefined) return null;
  const word = running.length === 1 ? percentOf(first) : `${running.length} run`;
  return (
    <Menu width={320} position="bottom-end">
      <Menu.Target>
        <UnstyledButton className="operations-button" aria-label={`Running now: ${running.length}, ${word}`}>
          <StateIcon tone="running" />
          <span>{word}</span>
          <ChevronDown size={14} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {running.map((operation) => (
          <Menu.Item key={operation.id} onClick={() => goTo(placeOfOperation(operation))}>
            <span className="operations-row">
              <strong>{operation.title}</strong>
              <span>{percentOf(operation)}</span>
              <span className="operations-now">
                {operation.progress === undefined ? 'Looking what is there' : nowDoing(operation.progress)}
              </span>
            </span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function percentOf({ progress }: OperationSnapshot): string {
  return progress === undefined ? 'begins' : `${Math.floor(progress.fraction * 100)}%`;
}
