import { useQuery } from '../../client/use-query.ts';
import { useRevealed } from '../../client/use-revealed.ts';
import { CoveredValue } from '../../ui/covered-value.tsx';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { useSettings } from '../settings/settings-context.tsx';

/** The value of a key: covered; revealed on demand, never while the screen is shared. */
export function KeyValue({ lab, id }: { lab: string; id: string }) {
  const secrets = useQuery('secrets.list', { lab });
  const isShared = useSettings().value?.sharedScreen === true;
  const { valueOf, secondsLeft, reveal, cover, problem, refusal, isDisconnected } = useRevealed({
    owner: lab,
    refusal: isShared ? 'Others see this screen: nothing is revealed.' : undefined,
    ask: (client, secret) => client.ask('secrets.reveal', { lab, id: secret }),
  });
  const secret = secrets.value?.find((one) => one.id === id);
  if (secret === undefined)
    return <p className="evidence-none">{secrets.value === undefined ? 'Reading' : 'Not kept by Sealab.'}</p>;
  return (
    <>
      <CoveredValue
        title={secret.title}
        length={secret.length}
        value={valueOf(id)}
        secondsLeft={secondsLeft}
        onReveal={() => reveal(id)}
        onCover={cover}
        isDisabled={isDisconnected || isShared}
      />
      {refusal === undefined ? null : <p className="evidence-none">{refusal}</p>}
      {problem === undefined ? null : <ErrorBlock error={problem} />}
    </>
  );
}
