import type { ProofView } from '#shared/contract/labs.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { KeyText } from '../../ui/key-text.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { StateIcon, type StateTone, StateWord } from '../../ui/state-icon.tsx';
import { formatAge, formatDay, formatDuration, formatTimeOfDay } from '../../ui/time.ts';
import { useNow } from '../../ui/use-now.ts';
import { FRESH_MS } from './lab-health.ts';
import './proof-card.css';

const ABOUT = 'object written, read back, looked up on the drives';

export interface ProofCardProps {
  readonly proof: ProofView | undefined;
  /** What came after the proof, so that it tells of the past: `the lab was stopped`. */
  readonly before: string | undefined;
}

/** What was proven and where each answer was read, with its age. */
export function ProofCard({ proof, before }: ProofCardProps) {
  const isOld = before !== undefined;
  if (proof === undefined) {
    return (
      <SectionCard title="Proof" about={ABOUT}>
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
      about={isOld ? `of ${formatDay(proof.provenAt)}, before ${before}` : ABOUT}
      className={isOld ? 'proof-card proof-old' : 'proof-card'}
      aside={<Age proof={proof} isOld={isOld} />}
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

/** `Proven 12 s ago`, counting; grey after an hour or where the proof is of the past. */
function Age({ proof, isOld }: { proof: ProofView; isOld: boolean }) {
  const ageMs = useNow() - Date.parse(proof.provenAt);
  const tone: StateTone = !proof.ok ? 'fail' : isOld || ageMs >= FRESH_MS ? 'neutral' : 'ok';
  return <StateWord tone={tone} word={`${proof.ok ? 'Proven' : 'Failed'} ${formatAge(ageMs)}`} />;
}
