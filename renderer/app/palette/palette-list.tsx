import { Spotlight } from '@mantine/spotlight';
import { ArrowRight, Copy, KeyRound, type LucideIcon, Monitor, Play, Search } from 'lucide-react';
import { type KeyboardEvent, useEffect, useState } from 'react';
import { z } from 'zod';
import type { LabState, LabSummary } from '#shared/contract/labs.ts';
import { useClient } from '../../client/client-context.tsx';
import { useOperations } from '../../client/operations-context.tsx';
import { useQuery } from '../../client/use-query.ts';
import { useProjector } from '../../features/settings/projector.ts';
import { useSettings } from '../../features/settings/settings-context.tsx';
import { useRemembered } from '../../ui/remembered.ts';
import { type FoundGroup, findCommands, withRecent } from './find-commands.ts';
import { listCommands } from './list-commands.ts';
import type { PaletteCommand, PaletteEffect, PaletteGroup } from './palette-command.ts';

const ICONS: Readonly<Record<PaletteGroup, LucideIcon>> = {
  'Go to': ArrowRight,
  Run: Play,
  Keys: KeyRound,
  Copy,
  Window: Monitor,
};

const Recent = z.array(z.string()).catch([]);
const LIST_ID = 'palette-list';
/** A combobox with its listbox, as ARIA has it: native lists cannot hold icons and two columns. */
const ROLES = {
  search: { role: 'combobox', 'aria-expanded': true, 'aria-controls': LIST_ID },
  searchAlone: { role: 'combobox', 'aria-expanded': false },
  list: { role: 'listbox' },
  group: { role: 'group' },
  option: { role: 'option' },
} as const;

export interface PaletteListProps {
  readonly labs: readonly LabSummary[];
  readonly lab: string | undefined;
  readonly onChoose: (effect: PaletteEffect) => void;
  readonly onClose: () => void;
}

/** What is typed, and what it finds. Lives only while the palette is open, so nothing is asked for before. */
export function PaletteList({ labs, lab, onChoose, onClose }: PaletteListProps) {
  const [query, setQuery] = useState('');
  const [place, setPlace] = useState(0);
  const [recent, setRecent] = useRemembered('palette-recent', (stored) => Recent.parse(stored));
  const commands = useCommands(labs, lab);
  const groups = findCommands(commands, query, recent);
  const found = groups.flatMap((group) => group.commands);
  const current = found[Math.min(place, found.length - 1)];
  useEffect(() => {
    if (current !== undefined)
      document.getElementById(optionId(current))?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  const choose = ({ id, effect }: PaletteCommand): void => {
    setRecent([...withRecent(recent, id)]);
    onClose();
    onChoose(effect);
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && !event.nativeEvent.isComposing && current !== undefined) choose(current);
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && found.length > 0)
      setPlace((Math.min(place, found.length - 1) + step + found.length) % found.length);
  };
  return (
    <>
      <Spotlight.Search
        placeholder="Go to, run, find a key"
        aria-label="Go to, run, find a key"
        {...(found.length === 0 ? ROLES.searchAlone : ROLES.search)}
        leftSection={<Search size={18} aria-hidden />}
        aria-activedescendant={current === undefined ? undefined : optionId(current)}
        spellCheck={false}
        autoComplete="off"
        value={query}
        onChange={(event) => {
          setQuery(event.currentTarget.value);
          setPlace(0);
        }}
        onKeyDown={press}
      />
      {found.length === 0 ? (
        <Spotlight.Empty>
          <output>
            Nothing is called “{query}”. Type a page, a lab, a key, or what to do: seal, prove, copy.
          </output>
        </Spotlight.Empty>
      ) : (
        <div id={LIST_ID} className="palette-list" {...ROLES.list} aria-label="Commands">
          {groups.map((group) => (
            <Group key={group.title} group={group} current={current} onChoose={choose} />
          ))}
        </div>
      )}
      <Spotlight.Footer className="palette-foot">
        <span>↑ ↓ choose</span>
        <span>Enter runs it</span>
        <span>Esc closes</span>
      </Spotlight.Footer>
    </>
  );
}

interface GroupProps {
  readonly group: FoundGroup;
  readonly current: PaletteCommand | undefined;
  readonly onChoose: (command: PaletteCommand) => void;
}

function Group({ group, current, onChoose }: GroupProps) {
  return (
    <Spotlight.ActionsGroup label={group.title} {...ROLES.group} aria-label={group.title}>
      {group.commands.map((command) => {
        const Icon = ICONS[command.group];
        return (
          <Spotlight.Action
            key={command.id}
            {...ROLES.option}
            // The kit keeps the id to itself.
            ref={(button) => {
              if (button !== null) button.id = optionId(command);
            }}
            aria-selected={command === current}
            data-selected={command === current || undefined}
            onClick={() => onChoose(command)}
          >
            <span className="palette-option">
              <Icon size={16} aria-hidden />
              <span className="palette-title">{command.title}</span>
              {command.about === undefined ? null : <span className="palette-about">{command.about}</span>}
            </span>
          </Spotlight.Action>
        );
      })}
    </Spotlight.ActionsGroup>
  );
}

function optionId({ id }: PaletteCommand): string {
  return `palette-${id.replaceAll(/[^\w-]/g, '-')}`;
}

/** Everything that can be done now, as far as it is known while the rest is asked for. */
function useCommands(labs: readonly LabSummary[], lab: string | undefined): readonly PaletteCommand[] {
  const client = useClient();
  const settings = useSettings();
  const isProjector = useProjector();
  const { list } = useOperations();
  const known = labs.some(({ name }) => name === lab) ? lab : undefined;
  const state = useQuery('labs.status', known === undefined ? undefined : { name: known });
  const actions = useQuery('actions.list', {});
  const current: LabState | undefined = state.value?.summary.name === known ? state.value : undefined;
  return listCommands({
    labs,
    state: current,
    actions: actions.value ?? [],
    isBusy: client === undefined || list.some((one) => one.lab === known && one.state === 'running'),
    isProjector,
    isSharedScreen: settings.value?.sharedScreen ?? false,
  });
}
