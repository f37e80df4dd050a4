import { type ReactNode, useState } from 'react';
import type { KeyNode } from '#shared/contract/keys.ts';
import { useQuery } from '../../client/use-query.ts';
import { ActionDialog } from '../lab/action-dialog.tsx';
import type { ListedAction } from '../lab/action-inputs.ts';
import { runsAnything } from '../lab/lab-health.ts';
import { useLabPage } from '../lab/lab-page.tsx';
import type { NodeChoice } from './node-evidence.tsx';
import { isSealed } from './vault-state.ts';

export type ActionId =
  | 'key.create'
  | 'vault.seal'
  | 'vault.unseal'
  | 'bucket.encryption.set'
  | 'bucket.create';
type Start = Readonly<Record<string, string>>;

export interface ChosenAction {
  readonly choose: (id: ActionId, start?: Start) => void;
  /** Whether an action can be done now. */
  readonly canDo: (id: ActionId) => boolean;
  /** What can be done with a key of the graph. */
  readonly choicesFor: (node: KeyNode, more: { onlyThis: (id: string) => void }) => readonly NodeChoice[];
  /** The dialog of the action that was chosen. */
  readonly dialog: ReactNode;
}

/** The actions of this page: each opens its dialog, with its commands and its cost, before it runs. */
export function useChosenAction(): ChosenAction {
  const { state, commands } = useLabPage();
  const actions = useQuery('actions.list', {});
  const [chosen, setChosen] = useState<{ readonly action: ListedAction; readonly start: Start }>();
  const sealed = isSealed(state);

  const find = (id: ActionId): ListedAction | undefined => actions.value?.find((one) => one.id === id);
  const canDo = (id: ActionId): boolean => {
    if (find(id) === undefined || !runsAnything(state)) return false;
    if (id === 'vault.unseal') return sealed;
    return id !== 'vault.seal' || !sealed;
  };
  const choose = (id: ActionId, start: Start = {}): void => {
    const action = find(id);
    if (action !== undefined) setChosen({ action, start });
  };
  const choiceOf = (id: ActionId, start?: Start): readonly NodeChoice[] => {
    const action = find(id);
    return action === undefined || !canDo(id)
      ? []
      : [{ title: action.title, onChoose: () => choose(id, start) }];
  };

  const choicesFor: ChosenAction['choicesFor'] = (node, { onlyThis }) => {
    switch (node.kind) {
      case 'share':
      case 'root-key':
      case 'keyring':
        return [...choiceOf('vault.unseal'), ...choiceOf('vault.seal')];
      case 'kes-key':
        return [{ title: 'Show this key only', onChoose: () => onlyThis(node.id) }];
      case 'bucket':
        return choiceOf('bucket.encryption.set', {
          bucket: nameOf(node),
          encryption: 'sse-kms',
          key: state.keyName,
        });
      case 'kv-entry':
      case 'objects':
        return [];
    }
  };

  const dialog =
    chosen === undefined ? null : (
      <ActionDialog
        lab={state.summary.name}
        action={chosen.action}
        start={chosen.start}
        onClose={() => setChosen(undefined)}
        onRun={(input) => {
          commands.run(chosen.action, input);
          setChosen(undefined);
        }}
      />
    );
  return { choose, canDo, choicesFor, dialog };
}

function nameOf({ id, title }: KeyNode): string {
  return id.startsWith('bucket:') ? id.slice('bucket:'.length) : title;
}
