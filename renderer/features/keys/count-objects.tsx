import { Button, Progress } from '@mantine/core';
import type { KeyGraph, KeyNode, ObjectCount } from '#shared/contract/keys.ts';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { KeyWord } from '../../ui/key-tile.tsx';
import { countOf } from '../../ui/size.ts';
import { formatTimeOfDay } from '../../ui/time.ts';
import { type Run, useRun } from '../objects/use-run.ts';
import { countNotes, MODE_WORDS } from './count-notes.ts';
import './count-objects.css';

/** The bucket that a node is, or whose objects it is; undefined for every other key. */
export function bucketOf({ id, kind }: Pick<KeyNode, 'id' | 'kind'>): string | undefined {
  return kind === 'bucket' || kind === 'objects' ? id.slice(id.indexOf(':') + 1) : undefined;
}

/** How the objects of a bucket are encrypted: counted from the drives when somebody asks, shown until it is asked again. */
export function CountObjects({ lab, bucket, graph }: { lab: string; bucket: string; graph: KeyGraph }) {
  const run = useRun('keys.count');
  const drawn = graph.nodes.find(({ id }) => id === `objects:${bucket}`)?.count;
  // The picture comes a moment later, and may bring a newer count of another window.
  const count =
    run.value !== undefined && !(drawn !== undefined && drawn.at > run.value.at) ? run.value : drawn;
  const isRunning = run.state === 'running';
  return (
    <section aria-label={`Objects of ${bucket}, by encryption`} className="count-objects">
      <h3>How its objects are encrypted</h3>
      {count === undefined ? (
        <p className="evidence-none">
          Sealab reads xl.meta on the drives for it. No server is asked, so no key is used by the count.
        </p>
      ) : (
        <CountTable count={count} />
      )}
      {run.error === undefined ? null : <ErrorBlock error={run.error} />}
      {run.state === 'cancelled' ? <p className="evidence-none">The count was cancelled.</p> : null}
      {isRunning ? <Counting run={run} /> : null}
      <div className="evidence-choices">
        {isRunning ? (
          <Button variant="default" size="xs" onClick={run.cancel}>
            Cancel
          </Button>
        ) : (
          <Button variant="default" size="xs" onClick={() => void run.start({ lab, bucket })}>
            {count === undefined ? 'Count objects' : 'Count again'}
          </Button>
        )}
        {isRunning || count?.stoppedAt === undefined ? null : (
          <Button
            variant="default"
            size="xs"
            onClick={() => void run.start({ lab, bucket, limit: count.objects })}
          >
            Count all {count.objects.toLocaleString('en')}
          </Button>
        )}
      </div>
    </section>
  );
}

function Counting({ run }: { run: Run<'keys.count'> }) {
  const { done = 0, total } = run.progress?.steps[0] ?? {};
  return (
    <output className="count-progress">
      <Progress value={100 * (run.progress?.fraction ?? 0)} size="sm" aria-label="Objects looked at" />
      {total === undefined
        ? 'Listing the drives'
        : `${done.toLocaleString('en')} of ${total.toLocaleString('en')} looked at`}
    </output>
  );
}

function CountTable({ count }: { count: ObjectCount }) {
  const hasOlder = count.groups.some(({ olderVersions }) => olderVersions > 0);
  return (
    <>
      <table className="count-table">
        <caption className="visually-hidden">
          Objects of {count.bucket} by encryption, counted at {formatTimeOfDay(count.at)}
        </caption>
        <thead>
          <tr>
            <th scope="col">Encryption</th>
            <th scope="col">Objects</th>
            {hasOlder ? <th scope="col">Older versions</th> : null}
          </tr>
        </thead>
        <tbody>
          {count.groups.map(({ encryption, keyName, objects, olderVersions }) => (
            <tr key={`${encryption} ${keyName ?? ''}`}>
              <th scope="row">
                {encryption === 'none' ? (
                  <KeyWord kind="plaintext" text={MODE_WORDS.none} />
                ) : (
                  <span className="count-mode">
                    {MODE_WORDS[encryption]}
                    {keyName === undefined ? null : <KeyWord kind="kes-key" text={keyName} />}
                  </span>
                )}
              </th>
              <td>{objects.toLocaleString('en')}</td>
              {hasOlder ? <td>{olderVersions.toLocaleString('en')}</td> : null}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="evidence-none">
        {countNotes(count).join(' ')} Read at {formatTimeOfDay(count.at)} from{' '}
        {countOf(count.drives.length, 'drive')}.
      </p>
    </>
  );
}
