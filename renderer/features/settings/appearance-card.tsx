import { type MantineColorScheme, SegmentedControl, Switch, useMantineColorScheme } from '@mantine/core';
import { SectionCard } from '../../ui/section-card.tsx';
import { setProjector, useProjector } from './projector.ts';

const SCHEMES: readonly { readonly value: MantineColorScheme; readonly label: string }[] = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'auto', label: 'As the system' },
];

/** How this window looks; remembered in this browser, not with the labs. */
export function AppearanceCard() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const isProjector = useProjector();
  return (
    <SectionCard title="Appearance" about="of this window; remembered here only">
      <div className="settings-fields">
        <SegmentedControl
          aria-label="Theme"
          value={colorScheme}
          data={[...SCHEMES]}
          onChange={(value) => {
            const chosen = SCHEMES.find((scheme) => scheme.value === value);
            if (chosen !== undefined) setColorScheme(chosen.value);
          }}
        />
        <Switch
          label="Projector size"
          description="Everything but the diagrams a quarter larger, to be read from the back of a room."
          checked={isProjector}
          onChange={(event) => setProjector(event.currentTarget.checked)}
        />
      </div>
    </SectionCard>
  );
}
