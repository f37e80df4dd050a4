import type { Handlers } from '#shared/protocol/handlers.ts';
import type { LabPorts } from '../labs/lab-ports.ts';
import type { OperationLog } from '../operations.ts';
import { watch } from './watch.ts';

type SettingsHandlers = Pick<Handlers, 'settings.read' | 'settings.changed' | 'settings.change'>;

/** What a person decided for all labs. Another Sealab of this home may change it too, so it is looked at again. */
export function createSettingsHandlers(ports: LabPorts, operations: OperationLog): SettingsHandlers {
  return {
    'settings.read': async () => await ports.settings.read(),
    'settings.changed': async (_input, context) =>
      await watch({ clock: ports.clock, operations, look: async () => await ports.settings.read() }, context),
    'settings.change': async (change, caller) =>
      await operations.run(
        { name: 'settings.change', title: 'Changing settings' },
        caller,
        async () => await ports.settings.change(change),
      ),
  };
}
