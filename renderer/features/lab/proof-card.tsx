import type { ProofView } from '#shared/contract/labs.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { KeyText } from '../../ui/key-text.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { StateIcon } from '../../ui/state-icon.tsx';
import { formatDuration, formatTimeOfDay } from '../../ui/time.ts';
import './proof-card.css';

/** What was proven and where each answer was read. `isOld`: something fails now, so the proof tells of the past. */
export function ProofCard({ proof, isOld }: { proof: ProofView | undefined; isOld: boolean }) {
  if (proof === undefined) {
    return (
      <SectionCard title="Proof" about="object written, read back, looked up on the drives">
        <p className="proof-none">
          Not proven yet. A proof writes two objects, one of them unencrypted as the control, and searches the
          drives for both.
        </p>
      </SectionCard>
    );
  }
  const object = `${proof.bucket}/${proof.object}`;
  return (
    <SectionCard
      title="Proof"
      about={
        isOld
          ? `proven at ${formatTimeOfDay(proof.provenAt)}, not since`
          : 'object written, read back, looked up on the drives'
      }
      className={isOld ? 'proof-card proof-old' : 'proof-card'}
    >
      <ul className="proof-checks">
        {proof.checks.map((check) => (
          <li key={check.id} className="proof-check">
            <StateIcon
              tone={check.ok ? (isOld ? 'neutral' : 'ok') : 'fail'}
              label={check.ok ? 'proven' : 'not proven'}
            />
            <span className="proof-title">
              <KeyText text={check.title} />
            </span>
            <code className="proof-evidence">{check.evidence}</code>
          </li>
        ))}
      </ul>
      <footer className="proof-foot">
        <code>{object}</code>
        <span className="proof-time">
          {formatTimeOfDay(proof.provenAt)} · {formatDuration(proof.tookMs)}
        </span>
        <CopyButton text={object} label="Copy the proof’s bucket and object" />
      </footer>
    </SectionCard>
  );
}
