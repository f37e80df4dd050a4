import { Switch } from '@mantine/core';
import { SectionCard } from '../../ui/section-card.tsx';

/** Whether others see this screen. */
export function SharedScreenCard({ isOn, onSave }: { isOn: boolean; onSave: (isOn: boolean) => void }) {
  return (
    <SectionCard title="Shared screen">
      <Switch
        label="Others see this screen"
        description="No secret is revealed, in no window and by no button: shares, tokens and passwords stay covered. The bar on top shows it as long as it is on."
        checked={isOn}
        onChange={(event) => onSave(event.currentTarget.checked)}
      />
    </SectionCard>
  );
}
