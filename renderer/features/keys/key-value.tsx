import { useQuery } from '../../client/use-query.ts';
import { CoveredValue } from '../../ui/covered-value.tsx';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { useSettings } from '../settings/settings-context.tsx';
import { useRevealed } from './use-revealed.ts';

/** The value of a key: covered; revealed on demand, never while the screen is shared. */
export function KeyValue({ lab, id }: { lab: string; id: string }) {
  const secrets = useQuery('secrets.list', { lab });
  const isShared = useSettings().value?.sharedScreen === true;
  const { value, secondsLeft, problem, reveal, cover, isDisabled } = useRevealed(lab, id);
  const secret = secrets.value?.find((one) => one.id === id);
  if (secret === undefined)
    return <p className="evidence-none">{secrets.value === undefined ? 'Reading' : 'Not kept by Sealab.'}</p>;
  return (
    <>
      <CoveredValue
        title={secret.title}
        length={secret.length}
        value={isShared ? undefined : value}
        secondsLeft={secondsLeft}
        onReveal={reveal}
        onCover={cover}
        isDisabled={isDisabled || isShared}
      />
      {isShared ? <p className="evidence-none">Others see this screen: nothing is revealed.</p> : null}
      {problem === undefined ? null : <ErrorBlock error={problem} />}
    </>
  );
}
