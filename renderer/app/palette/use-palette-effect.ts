import { useMantineColorScheme } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { toSealabError } from '#shared/errors.ts';
import { useOperations } from '../../client/operations-context.tsx';
import type { ListedAction } from '../../features/lab/action-inputs.ts';
import { setProjector } from '../../features/settings/projector.ts';
import { useSettings } from '../../features/settings/settings-context.tsx';
import { goTo } from '../navigation.ts';
import { rememberedRequest } from '../remembered-request.ts';
import { useBringUp } from '../use-lab-commands.ts';
import type { PaletteEffect } from './palette-command.ts';

export interface ChosenAction {
  readonly lab: string;
  readonly action: ListedAction;
}

export interface PaletteEffects {
  readonly perform: (effect: PaletteEffect) => void;
  /** The action that waits for its dialog. */
  readonly chosen: ChosenAction | undefined;
  readonly leave: () => void;
  readonly runAction: (chosen: ChosenAction, input: Readonly<Record<string, string>>) => void;
}

/** Does what a command of the palette says. What runs on a lab is shown on the lab's page. */
export function usePaletteEffects(onKeys: () => void): PaletteEffects {
  const { start } = useOperations();
  const bringUp = useBringUp();
  const settings = useSettings();
  const { setColorScheme } = useMantineColorScheme();
  const [chosen, setChosen] = useState<ChosenAction>();

  const perform = (effect: PaletteEffect): void => {
    switch (effect.kind) {
      case 'go':
        goTo(effect.route);
        return;
      case 'up':
        bringUp(rememberedRequest(effect.lab));
        return;
      case 'down':
        goTo({ page: 'lab', name: effect.lab });
        void start('labs.down', { name: effect.lab }, { lab: effect.lab, title: `Stopping ${effect.lab}` });
        return;
      case 'prove':
        goTo({ page: 'lab', name: effect.lab });
        void start('labs.prove', { name: effect.lab }, { lab: effect.lab, title: `Proving ${effect.lab}` });
        return;
      case 'action':
        setChosen(effect);
        return;
      case 'copy':
        navigator.clipboard.writeText(effect.text).then(
          () => tell(`${effect.what} is copied.`),
          () => tell(`${effect.what} is not copied: the browser does not allow it.`),
        );
        return;
      case 'theme':
        setColorScheme(effect.scheme);
        return;
      case 'projector':
        setProjector(effect.isOn);
        return;
      case 'shared-screen':
        settings
          .change({ sharedScreen: effect.isOn })
          .catch((thrown: unknown) => tell(toSealabError(thrown).message));
        return;
      case 'keys':
        onKeys();
    }
  };

  const runAction = ({ lab, action }: ChosenAction, input: Readonly<Record<string, string>>): void => {
    setChosen(undefined);
    goTo({ page: 'lab', name: lab });
    void start('actions.run', { lab, action: action.id, input }, { lab, title: action.title }).then(
      (result) => {
        if (result !== undefined)
          tell(
            `${action.title} is done${result.verified ? `, checked by ${result.evidence}` : ', but not verified'}.`,
          );
      },
    );
  };

  return { perform, chosen, leave: () => setChosen(undefined), runAction };
}

function tell(message: string): void {
  notifications.show({ message, role: 'status' });
}
