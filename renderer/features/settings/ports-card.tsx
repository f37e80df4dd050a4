import { SectionCard } from '../../ui/section-card.tsx';
import { SavedField } from './saved-field.tsx';
import { shiftedPorts, shiftProblem } from './settings-form.ts';

/** How far the ports of new labs are moved, and where that puts each of them. */
export function PortsCard({ shift, onSave }: { shift: number; onSave: (shift: number) => void }) {
  const pagePort = Number(window.location.port);
  return (
    <SectionCard title="Ports of new labs" about="on 127.0.0.1 only">
      <SavedField
        label="Port shift"
        description="Added to every usual port, so that a second set-up on this machine keeps clear of the first."
        value={String(shift)}
        inputMode="numeric"
        problemOf={(typed) => shiftProblem(typed, pagePort)}
        onSave={(typed) => onSave(Number(typed))}
      />
      <dl className="settings-ports" aria-label="Resulting ports">
        {shiftedPorts(shift).map(({ name, port }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <code>
                {name.includes('four') || name.startsWith('their') ? `${port} to ${port + 3}` : port}
              </code>
            </dd>
          </div>
        ))}
      </dl>
      <p className="settings-quiet">
        A port that is taken when a lab starts is replaced by a free one; the lab’s page shows which.
      </p>
    </SectionCard>
  );
}
