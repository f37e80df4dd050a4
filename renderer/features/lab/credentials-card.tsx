import { useCallback, useEffect, useState } from 'react';
import { toWire, type WireError } from '#shared/errors.ts';
import { useClient } from '../../client/client-context.tsx';
import { useQuery } from '../../client/use-query.ts';
import { CoveredValue } from '../../ui/covered-value.tsx';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { KeyText } from '../../ui/key-text.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { useNow } from '../../ui/use-now.ts';
import './credentials-card.css';

interface Shown {
  readonly id: string;
  readonly value: string;
  readonly untilMs: number;
  readonly forSeconds: number;
}

/** The secrets of the lab: covered, revealed one at a time, covered again by themselves and on leaving the page. */
export function CredentialsCard({ lab, file }: { lab: string; file: string }) {
  const client = useClient();
  const secrets = useQuery('secrets.list', { lab });
  const [shown, setShown] = useState<Shown>();
  const [problem, setProblem] = useState<WireError>();
  const now = useNow(500, shown !== undefined);
  const secondsLeft =
    shown === undefined ? 0 : clamp(Math.ceil((shown.untilMs - now) / 1000), shown.forSeconds);

  useEffect(() => {
    if (shown === undefined) return;
    const timer = setTimeout(() => setShown(undefined), Math.max(0, shown.untilMs - Date.now()));
    const cover = (): void => {
      if (document.hidden) setShown(undefined);
    };
    document.addEventListener('visibilitychange', cover);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', cover);
    };
  }, [shown]);

  const reveal = useCallback(
    async (id: string) => {
      setProblem(undefined);
      try {
        if (client === undefined) return;
        const { value, coverAfterSeconds } = await client.ask('secrets.reveal', { lab, id });
        setShown({
          id,
          value,
          untilMs: Date.now() + coverAfterSeconds * 1000,
          forSeconds: coverAfterSeconds,
        });
      } catch (thrown) {
        setShown(undefined);
        setProblem(toWire(thrown));
      }
    },
    [client, lab],
  );

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
              value={shown?.id === secret.id ? shown.value : undefined}
              secondsLeft={secondsLeft}
              onReveal={() => void reveal(secret.id)}
              onCover={() => setShown(undefined)}
              isDisabled={client === undefined}
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

/** Between 0 and the whole time, whatever the clock of the last tick says. */
function clamp(seconds: number, most: number): number {
  return Math.min(most, Math.max(0, seconds));
}
