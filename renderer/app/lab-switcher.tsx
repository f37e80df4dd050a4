import { Menu, Text, UnstyledButton } from '@mantine/core';
import { Check, ChevronDown, List, Plus } from 'lucide-react';
import type { LabSummary } from '#shared/contract/labs.ts';
import { partsOf, statusOf } from '../features/labs/lab-status.ts';
import { StateIcon } from '../ui/state-icon.tsx';
import { useNow } from '../ui/use-now.ts';
import { goTo, useRoute } from './navigation.ts';
import { placeOf } from './rail-places.ts';

/** Leads from one lab to another, to all of them, and to a new one. It says of each what a list knows, in words. */
export function LabSwitcher({ labs, current }: { labs: readonly LabSummary[]; current: string | undefined }) {
  const now = useNow();
  const here = placeOf(useRoute());
  const page = here === 'keys' || here === 'objects' ? here : 'lab';
  const lab = labs.find((one) => one.name === current);
  return (
    <Menu width={280}>
      <Menu.Target>
        <UnstyledButton className="switcher">
          <strong>{current ?? 'All labs'}</strong>
          <span>{lab?.topology === undefined ? '' : partsOf(lab).topology.toLowerCase()}</span>
          <ChevronDown size={16} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {labs.map((one) => {
          const status = statusOf(one, now);
          return (
            <Menu.Item
              key={one.name}
              leftSection={<StateIcon tone={status.tone} />}
              rightSection={one.name === current ? <Check size={16} aria-label="shown" /> : null}
              onClick={() => goTo({ page, name: one.name })}
            >
              {one.name}
              <Text size="xs" c="var(--text-2)">
                {status.word}
              </Text>
            </Menu.Item>
          );
        })}
        {labs.length === 0 ? null : <Menu.Divider />}
        <Menu.Item leftSection={<List size={16} aria-hidden />} onClick={() => goTo({ page: 'labs' })}>
          All labs
        </Menu.Item>
        <Menu.Item leftSection={<Plus size={16} aria-hidden />} onClick={() => goTo({ page: 'new' })}>
          New lab
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
