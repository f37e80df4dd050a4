import { SectionCard } from '../../ui/section-card.tsx';
import { SavedField } from './saved-field.tsx';
import { mirrorProblem } from './settings-form.ts';

/** A registry that is asked before the usual ones. */
export function MirrorCard({ mirror, onSave }: { mirror: string; onSave: (mirror: string) => void }) {
  return (
    <SectionCard title="Registry mirror">
      <SavedField
        label="Mirror"
        description="Asked before the usual registries when an image is pulled. Empty for none."
        value={mirror}
        placeholder="registry.local:5000/hub"
        inputMode="url"
        problemOf={mirrorProblem}
        onSave={onSave}
      />
    </SectionCard>
  );
}
