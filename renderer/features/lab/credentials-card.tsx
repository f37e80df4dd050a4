import { toWire } from '#shared/errors.ts';
import { useQuery } from '../../client/use-query.ts';
import { useRevealed } from '../../client/use-revealed.ts';
import { CoveredValue } from '../../ui/covered-value.tsx';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { KeyText } from '../../ui/key-text.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import './credentials-card.css';

/** The secrets of the lab: covered, revealed one at a time, covered again by themselves and on leaving the page. */
export function CredentialsCard({ lab, file }: { lab: string; file: string }) {
  const secrets = useQuery('secrets.list', { lab });
  const { valueOf, secondsLeft, reveal, cover, problem, isDisconnected } = useRevealed({
    owner: lab,
    ask: (client, id) => client.ask('secrets.reveal', { lab, id }),
  });

  return (
    <SectionCard title="Credentials" about="covered; one at a time, for 30 s">
      {secrets.error === undefined ? null : <ErrorBlock error={toWire(secrets.error)} />}
      {problem === undefined ? null : <ErrorBlock error={problem} />}
      {secrets.value === undefined && secrets.error === undefined ? (
        <LoadingRows what="Reading the names of the secrets" />
      ) : null}
      <ul className="credentials">
        {(secrets.value ?? []).map((secret) => (
          <li key={secret.id} className="credential">
            <span className="credential-title">
              <KeyText text={secret.title} />
            </span>
            <CoveredValue
              title={secret.title}
              length={secret.length}
              value={valueOf(secret.id)}
              secondsLeft={secondsLeft}
              onReveal={() => reveal(secret.id)}
              onCover={cover}
              isDisabled={isDisconnected}
            />
          </li>
        ))}
      </ul>
      <p className="credentials-file">
        All of them lie in <code>{file}</code>, readable by you only.
      </p>
    </SectionCard>
  );
}
