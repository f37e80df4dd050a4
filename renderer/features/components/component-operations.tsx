import { notifications } from '@mantine/notifications';
import { useCallback, useEffect, useEffectEvent } from 'react';
import type { ComponentView } from '#shared/contract/components.ts';
import type { OperationSnapshot } from '#shared/contract/progress.ts';
import { useOperations } from '../../client/operations-context.tsx';
import { countOf, formatSize } from '../../ui/size.ts';
import { OperationView } from '../operation/operation-view.tsx';
import { StepTable } from '../operation/step-table.tsx';
import { useElapsed } from '../operation/use-elapsed.ts';
import { idOf } from './component-words.ts';

export interface ComponentWork {
  readonly operations: readonly OperationSnapshot[];
  readonly isBusy: boolean;
  /** Gets the named ones, or every default version that is missing. */
  readonly provision: (components: readonly ComponentView[]) => void;
  readonly remove: (components: readonly ComponentView[]) => void;
  /** Removes what no lab uses. */
  readonly clear: () => void;
  readonly transfer: (kind: 'save' | 'load', file: string) => void;
  readonly removeImages: () => void;
}

/** What this page starts, and what any window started of it. `onChange` is called whenever one begins or ends. */
export function useComponentOperations(onChange: () => void): ComponentWork {
  const { list, start } = useOperations();
  const operations = list.filter(({ name }) => /^(?:components|engines)\./.test(name));
  const tell = useEffectEvent(onChange);
  // A lab that comes up makes components and images, too.
  const states = list.map(({ id, state }) => `${id} ${state}`).join();
  useEffect(() => {
    if (states !== '') tell();
  }, [states]);

  const remove = useCallback(
    async (components: readonly ComponentView[]) => {
      let freedBytes = 0;
      for (const { component, version, title } of components) {
        const result = await start(
          'components.remove',
          { component, version },
          { title: `Removing ${title}` },
        );
        if (result === undefined) return;
        freedBytes += result.freedBytes;
      }
      say(
        `${countOf(components.length, 'component is', 'components are')} removed, ${formatSize(freedBytes)} freed.`,
      );
    },
    [start],
  );

  const transfer = useCallback(
    async (kind: 'save' | 'load', file: string) => {
      if (kind === 'save') {
        const saved = await start('components.save', { file }, { title: 'Saving components' });
        if (saved !== undefined)
          say(
            `${countOf(saved.components.length, 'component')} saved in ${saved.file}, ${formatSize(saved.sizeBytes)}.`,
          );
        return;
      }
      const loaded = await start('components.load', { file }, { title: 'Loading components' });
      if (loaded !== undefined)
        say(`${countOf(loaded.components.length, 'component')} loaded from ${loaded.file}.`);
    },
    [start],
  );

  const clear = useCallback(async () => {
    const result = await start('components.clear', {}, { title: 'Clearing components' });
    if (result !== undefined)
      say(
        `${countOf(result.removed.length, 'component is', 'components are')} removed, ${formatSize(result.freedBytes)} freed.`,
      );
  }, [start]);

  const removeImages = useCallback(async () => {
    const result = await start('engines.removeImages', {}, { title: 'Removing images' });
    if (result !== undefined)
      say(`${countOf(result.removed.length, 'image')} removed, ${formatSize(result.freedBytes)} freed.`);
  }, [start]);

  return {
    operations,
    isBusy: operations.some(({ state }) => state === 'running'),
    provision: (components) =>
      void start('components.provision', components.length === 0 ? {} : { only: components.map(idOf) }, {
        title: 'Providing components',
      }),
    remove: (components) => void remove(components),
    clear: () => void clear(),
    transfer: (kind, file) => void transfer(kind, file),
    removeImages: () => void removeImages(),
  };
}

function say(message: string): void {
  notifications.show({ message, role: 'status' });
}

/** Each of them that runs, failed or was cancelled, with its steps while it runs. */
export function ComponentOperations({ work }: { work: ComponentWork }) {
  const { cancel, dismiss } = useOperations();
  return work.operations
    .filter(({ state, progress }) => state !== 'done' && !(state === 'running' && progress === undefined))
    .map((operation) => (
      <div key={operation.id} className="component-operation">
        <OperationView
          operation={operation}
          layout="strip"
          onCancel={() => cancel(operation)}
          onClose={() => dismiss(operation)}
          closeWord="Put away"
        />
        {operation.state === 'running' ? <Steps operation={operation} /> : null}
      </div>
    ));
}

function Steps({ operation }: { operation: OperationSnapshot }) {
  const elapsedMs = useElapsed(operation);
  const { progress } = operation;
  if (progress === undefined || progress.steps.length < 2) return null;
  return <StepTable progress={progress} elapsedMs={elapsedMs} fixes={null} />;
}
