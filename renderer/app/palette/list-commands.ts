import type { LabState, LabSummary } from '#shared/contract/labs.ts';
import type { ListedAction } from '../../features/lab/action-inputs.ts';
import { primaryActionOf, runsAnything } from '../../features/lab/lab-health.ts';
import type { PaletteCommand } from './palette-command.ts';

export interface PaletteFacts {
  readonly labs: readonly LabSummary[];
  /** The state of the lab that the window is about; absent where there is none or it is not read yet. */
  readonly state: LabState | undefined;
  readonly actions: readonly ListedAction[];
  /** Something runs on that lab now, or nothing is connected: it cannot be changed. */
  readonly isBusy: boolean;
  readonly isProjector: boolean;
  readonly isSharedScreen: boolean;
}

/** Everything that can be gone to, run, copied or switched now. What cannot be done now is left out. */
export function listCommands(facts: PaletteFacts): readonly PaletteCommand[] {
  return [
    ...labCommands(facts),
    ...runCommands(facts),
    ...PLACES,
    ...keyCommands(facts.state),
    ...copyCommands(facts.state),
    ...windowCommands(facts),
  ];
}

const PLACES: readonly PaletteCommand[] = [
  {
    id: 'go-keys',
    group: 'Go to',
    title: 'Keys',
    about: 'every key of the lab, where it lives, what protects it',
    words: 'graph hierarchy shares root keyring kes events',
    effect: { kind: 'go', route: { page: 'keys' } },
  },
  {
    id: 'go-objects',
    group: 'Go to',
    title: 'Objects',
    about: 'buckets, objects, and the bytes of each on the drives',
    words: 'bucket upload download versions hex xl.meta inspector search files',
    effect: { kind: 'go', route: { page: 'objects' } },
  },
  { id: 'go-labs', group: 'Go to', title: 'All labs', effect: { kind: 'go', route: { page: 'labs' } } },
  {
    id: 'go-new',
    group: 'Go to',
    title: 'New lab',
    words: 'create add',
    effect: { kind: 'go', route: { page: 'new' } },
  },
  {
    id: 'go-components',
    group: 'Go to',
    title: 'Components',
    about: 'Vault, KES, MinIO, mc, warp',
    words: 'binaries programs images versions saved set',
    effect: { kind: 'go', route: { page: 'components' } },
  },
  {
    id: 'go-engines',
    group: 'Go to',
    title: 'Engines',
    about: 'Docker, processes',
    words: 'containers podman',
    effect: { kind: 'go', route: { page: 'engines' } },
  },
  {
    id: 'go-settings',
    group: 'Go to',
    title: 'Settings',
    words: 'ports mirror appearance folders preferences',
    effect: { kind: 'go', route: { page: 'settings' } },
  },
];

function labCommands({ labs }: PaletteFacts): readonly PaletteCommand[] {
  return labs.map(({ name, status }) => ({
    id: `lab-${name}`,
    group: 'Go to',
    title: name,
    about: `Lab, ${status}`,
    words: 'lab open show',
    effect: { kind: 'go', route: { page: 'lab', name } },
  }));
}

function runCommands({ labs, state, actions, isBusy }: PaletteFacts): readonly PaletteCommand[] {
  const others = labs
    .filter(({ name, status }) => status === 'stopped' && name !== state?.summary.name)
    .map(({ name }) => upCommand(name));
  if (state === undefined || isBusy) return others;
  const lab = state.summary.name;
  const primary = primaryActionOf(state);
  const { status } = state.summary;
  const isUp = status === 'running' || status === 'partial' || status === 'failed';
  return [
    ...(primary === 'start' ? [upCommand(lab)] : []),
    ...(primary === 'prove' ? [labCommand('prove', lab, `Prove ${lab}`)] : []),
    ...(isUp ? [labCommand('down', lab, `Stop ${lab}`)] : []),
    ...(runsAnything(state) ? actions.filter((action) => canRun(action, state)) : []).map(
      (action): PaletteCommand => ({
        id: `action-${action.id}`,
        group: 'Run',
        title: action.title,
        about: lab,
        words: action.id,
        effect: { kind: 'action', lab, action },
      }),
    ),
    ...others,
  ];
}

function upCommand(lab: string): PaletteCommand {
  return { ...labCommand('up', lab, `Bring up ${lab}`), words: 'start' };
}

function labCommand(kind: 'up' | 'down' | 'prove', lab: string, title: string): PaletteCommand {
  return { id: `${kind}-${lab}`, group: 'Run', title, effect: { kind, lab } };
}

/** Only a sealed Vault is unsealed, and only an open one sealed. What acts on the lab as a whole is listed by itself. */
function canRun({ id }: ListedAction, { ladder }: LabState): boolean {
  if (id.startsWith('lab.')) return false;
  const isSealed = ladder.find((rung) => rung.id === 'unsealed')?.state === 'failed';
  if (id === 'vault.unseal') return isSealed;
  return id !== 'vault.seal' || !isSealed;
}

function keyCommands(state: LabState | undefined): readonly PaletteCommand[] {
  if (state === undefined) return [];
  const lab = state.summary.name;
  return keyNames(state).map((key) => ({
    id: `key-${lab}-${key}`,
    group: 'Keys',
    title: key,
    about: key === state.keyName ? `KES key, the default of ${lab}` : `KES key, created in ${lab}`,
    words: 'key kes',
    effect: { kind: 'go', route: { page: 'keys', name: lab, node: `kes:${key}` } },
  }));
}

/** The KES keys that the lab tells of: its default one, and those that its command log created. */
export function keyNames({
  keyName,
  commandLog,
}: Pick<LabState, 'keyName' | 'commandLog'>): readonly string[] {
  const created = commandLog
    .filter(({ ok }) => ok)
    .flatMap(({ commands }) => commands)
    .flatMap((command) => /^kes key create ([\w-]+)$/.exec(command)?.[1] ?? []);
  return [...new Set([...(keyName === '' ? [] : [keyName]), ...created])];
}

function copyCommands(state: LabState | undefined): readonly PaletteCommand[] {
  if (state === undefined) return [];
  const addresses = state.services.map(
    ({ name, url }): PaletteCommand => ({
      id: `copy-${name}`,
      group: 'Copy',
      title: `Copy the address of ${name}`,
      about: url,
      words: 'url port',
      effect: { kind: 'copy', text: url, what: `The address of ${name}` },
    }),
  );
  if (state.folder === '') return addresses;
  return [
    ...addresses,
    {
      id: 'copy-folder',
      group: 'Copy',
      title: 'Copy the path of the lab’s folder',
      about: state.folder,
      effect: { kind: 'copy', text: state.folder, what: 'The path of the lab’s folder' },
    },
  ];
}

function windowCommands({ isProjector, isSharedScreen }: PaletteFacts): readonly PaletteCommand[] {
  return [
    { id: 'theme-light', group: 'Window', title: 'Light theme', effect: { kind: 'theme', scheme: 'light' } },
    { id: 'theme-dark', group: 'Window', title: 'Dark theme', effect: { kind: 'theme', scheme: 'dark' } },
    {
      id: 'theme-auto',
      group: 'Window',
      title: 'Theme as the system',
      effect: { kind: 'theme', scheme: 'auto' },
    },
    {
      id: 'projector',
      group: 'Window',
      title: isProjector ? 'Usual size' : 'Projector size',
      words: 'zoom large',
      effect: { kind: 'projector', isOn: !isProjector },
    },
    {
      id: 'shared-screen',
      group: 'Window',
      title: isSharedScreen ? 'End the shared screen' : 'Share the screen: reveal no secret',
      words: 'presentation privacy',
      effect: { kind: 'shared-screen', isOn: !isSharedScreen },
    },
    {
      id: 'keys',
      group: 'Window',
      title: 'List the keys of the keyboard',
      words: 'shortcuts help',
      effect: { kind: 'keys' },
    },
  ];
}
