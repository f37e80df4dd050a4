import type { Handlers } from '#shared/protocol/handlers.ts';
import { allActions } from '../actions/registry.ts';
import { describeAction, operationOf, runAction } from '../actions/run-action.ts';
import { examine } from '../doctor/doctor.ts';
import { followEvents } from '../events/follow.ts';
import { down } from '../labs/down.ts';
import { environmentOf } from '../labs/environment.ts';
import type { LabPorts } from '../labs/lab-ports.ts';
import { runOneStep } from '../labs/one-step.ts';
import { viewPlan } from '../labs/plan-view.ts';
import { proveAgain } from '../labs/prove-lab.ts';
import { removalOf, remove } from '../labs/remove.ts';
import { reset } from '../labs/reset.ts';
import { listSecrets, revealSecret } from '../labs/secret-views.ts';
import { observeLab, watchLab } from '../labs/state.ts';
import { listLabs } from '../labs/summary.ts';
import { up } from '../labs/up.ts';
import type { OperationLog } from '../operations.ts';
import { provision } from './component-operations.ts';
import { createDetailHandlers } from './detail-handlers.ts';
import { createEngineHandlers } from './engine-handlers.ts';
import { batch } from './event-batches.ts';
import { createInspectorHandlers } from './inspector-handlers.ts';
import { createKeyHandlers } from './key-handlers.ts';
import { createObjectHandlers } from './object-handlers.ts';
import { createSettingsHandlers } from './settings-handlers.ts';
import { clearUnused, unusedComponents } from './unused-components.ts';
import { watch } from './watch.ts';

/** What the shell itself knows. */
export interface ShellFacts {
  readonly version: string;
  readonly homeFolder: string;
  readonly cacheFolder: string;
  readonly platform: string;
  readonly pid: number;
  readonly path: string;
  /** What starts the command line. */
  readonly command: string;
  readonly systemCaPem: () => Promise<string>;
}

/** The contract's handlers: each only calls into the core. */
export function createHandlers(ports: LabPorts, operations: OperationLog, shell: ShellFacts): Handlers {
  const { clock } = ports;
  return {
    ...createDetailHandlers(ports, operations),
    ...createEngineHandlers(ports, operations),
    ...createSettingsHandlers(ports, operations),
    ...createObjectHandlers(ports, operations),
    ...createInspectorHandlers(ports, operations),
    ...createKeyHandlers(ports, operations),
    'labs.list': async () => [...(await listLabs(ports))],
    'labs.changed': async (_input, context) =>
      await watch({ clock, operations, look: async () => [...(await listLabs(ports))] }, context),
    'labs.plan': async (request, { signal }) => await viewPlan(ports, request, signal),
    'labs.up': async (request, caller) =>
      await operations.run(
        { name: 'labs.up', title: `Bringing up ${request.name}`, lab: request.name },
        caller,
        async (context) => await up(ports, request, context),
      ),
    'labs.down': async ({ name }, caller) =>
      await operations.run(
        { name: 'labs.down', title: `Stopping ${name}`, lab: name },
        caller,
        async (context) => await down(ports, name, context),
      ),
    'labs.remove': async ({ name }, caller) =>
      await operations.run(
        { name: 'labs.remove', title: `Removing ${name}`, lab: name },
        caller,
        async (context) => await remove(ports, name, context),
      ),
    'labs.removal': async ({ name }) => await removalOf(ports, name),
    'labs.status': async ({ name }, { signal }) => await observeLab(ports, name, signal),
    'labs.state': async ({ name }, context) => {
      const look = watchLab(ports, name);
      await watch({ clock, operations, look: async () => await look(context.signal) }, context);
    },
    'labs.prove': async ({ name }, caller) =>
      await operations.run(
        { name: 'labs.prove', title: `Proving ${name}`, lab: name },
        caller,
        async (context) => await proveAgain(ports, name, context),
      ),
    'labs.environment': async ({ name }) => [
      ...(await environmentOf(ports, name, {
        systemCaPem: await shell.systemCaPem(),
        path: shell.path,
        homeFolder: shell.homeFolder,
      })),
    ],
    'labs.reset': async (input, caller) =>
      await operations.run({ name: 'labs.reset', title: 'Resetting Sealab' }, caller, async (context) => ({
        removed: [...(await reset(ports, input, context))],
      })),
    'components.list': async () => [...(await ports.components.list())],
    'components.provision': async ({ only }, caller) =>
      await operations.run(
        { name: 'components.provision', title: 'Providing components' },
        caller,
        async (context) => [...(await provision(ports, only, context))],
      ),
    'components.remove': async (ref, caller) =>
      await operations.run(
        { name: 'components.remove', title: `Removing ${ref.component} ${ref.version}` },
        caller,
        async () => await ports.components.remove(ref),
      ),
    'components.unused': async () => [...(await unusedComponents(ports))],
    'components.clear': async (_input, caller) =>
      await operations.run(
        { name: 'components.clear', title: 'Clearing components' },
        caller,
        async (context) =>
          await runOneStep(
            { ports, step: { id: 'clear', title: 'Remove what no lab uses', group: 'Components' } },
            context,
            async (step) => await clearUnused(ports, step),
          ),
      ),
    'components.save': async ({ file }, caller) =>
      await operations.run(
        { name: 'components.save', title: 'Saving components' },
        caller,
        async (context) =>
          await runOneStep(
            { ports, step: { id: 'save', title: 'Save components', group: 'Components' } },
            context,
            async (step) => {
              const saved = await ports.components.save(file, step);
              return { file, sizeBytes: saved.sizeBytes, components: [...saved.components] };
            },
          ),
      ),
    'components.load': async ({ file }, caller) =>
      await operations.run(
        { name: 'components.load', title: 'Loading components' },
        caller,
        async (context) =>
          await runOneStep(
            { ports, step: { id: 'load', title: 'Load components', group: 'Components' } },
            context,
            async (step) => ({
              file,
              components: [...(await ports.components.load(file, step)).components],
            }),
          ),
      ),
    'actions.list': async () => allActions().map((action) => ({ ...action, inputs: [...action.inputs] })),
    'actions.describe': async (call) => describeAction(call),
    'actions.run': async (call, caller) =>
      await operations.run(
        { name: operationOf(call.action), title: call.action, lab: call.lab },
        caller,
        async (context) => await runAction(ports, call, context),
      ),
    'events.follow': async ({ lab, tailLines }, { signal, write }) =>
      await batch(
        { clock, signal, write },
        async (emit, end) => await followEvents(ports, lab, { tailLines, signal: end, emit }),
      ),
    'system.about': async () => ({
      version: shell.version,
      homeFolder: shell.homeFolder,
      cacheFolder: shell.cacheFolder,
      platform: shell.platform,
      pid: shell.pid,
      command: shell.command,
    }),
    'system.doctor': async ({ name }, caller) =>
      await operations.run(
        { name: 'system.doctor', title: 'Examining', ...(name === undefined ? {} : { lab: name }) },
        caller,
        async ({ signal }) => ({ findings: [...(await examine(ports, name, signal))] }),
      ),
    'operations.changed': async (_input, { signal, publish }) => {
      publish([...operations.snapshots]);
      const stop = operations.onChange((snapshots) => publish([...snapshots]));
      await new Promise<void>((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      stop();
    },
    'operations.cancel': async ({ id }) => operations.cancel(id),
    'secrets.list': async ({ lab }) => await listSecrets(ports, lab),
    'secrets.reveal': async ({ lab, id }) => await revealSecret(ports, lab, id),
  };
}
