import { ActionIcon, Button, Menu } from '@mantine/core';
import { Ellipsis, Plus } from 'lucide-react';
import { useState } from 'react';
import type { BucketView } from '#shared/contract/objects.ts';
import { toWire } from '#shared/errors.ts';
import { useQuery } from '../../client/use-query.ts';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { MonoLine } from '../../ui/mono-line.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { countOf } from '../../ui/size.ts';
import { formatDay } from '../../ui/time.ts';
import { DefaultEncryptionDialog, DeleteBucketDialog, VersioningDialog } from './bucket-dialogs.tsx';
import { CreateBucketDialog } from './create-bucket-dialog.tsx';
import { EncryptionWord } from './encryption-word.tsx';
import { useObjectsLab } from './objects-lab.tsx';

type Asked =
  | { readonly kind: 'create' }
  | { readonly kind: 'encryption' | 'versioning' | 'delete'; readonly bucket: BucketView };

/** The buckets of a lab, with what each does with new objects. */
export function BucketsView() {
  const { name: lab, isBusy } = useObjectsLab();
  const buckets = useQuery('objects.buckets', { lab });
  const [asked, setAsked] = useState<Asked>();
  const { value, error } = buckets;
  return (
    <>
      <PageHead title="Objects" about={aboutOf(value)}>
        <Button
          variant="filled"
          leftSection={<Plus size={16} aria-hidden />}
          disabled={isBusy}
          onClick={() => setAsked({ kind: 'create' })}
        >
          Create a bucket
        </Button>
      </PageHead>
      {error === undefined ? null : (
        <div className="page-error">
          <ErrorBlock error={toWire(error)}>
            <Button onClick={buckets.reload}>Read again</Button>
          </ErrorBlock>
        </div>
      )}
      {value === undefined ? (
        error === undefined ? (
          <SectionCard title="Buckets">
            <LoadingRows what="Reading the buckets" count={5} />
          </SectionCard>
        ) : null
      ) : (
        <BucketTable buckets={value} isOld={error !== undefined} isBusy={isBusy} onAsk={setAsked} />
      )}
      <footer className="page-same">
        <span>Same line:</span>
        <MonoLine command={`mc ls ${lab}`} />
      </footer>
      <AskedDialog
        asked={asked}
        onEnd={(isDone) => {
          setAsked(undefined);
          if (isDone) buckets.reload();
        }}
      />
    </>
  );
}

function aboutOf(buckets: readonly BucketView[] | undefined): string {
  if (buckets === undefined) return 'The buckets of the lab';
  if (buckets.length === 0) return 'No bucket yet. Create one; files are dropped into it.';
  const plain = buckets.filter(({ encryption }) => encryption === 'none').length;
  const plainWords = plain === 0 ? 'all encrypt by default' : `${plain} without default encryption`;
  return `${countOf(buckets.length, 'bucket')}, ${plainWords}`;
}

function AskedDialog({ asked, onEnd }: { asked: Asked | undefined; onEnd: (isDone: boolean) => void }) {
  const { goTo } = useObjectsLab();
  if (asked === undefined) return null;
  const onClose = (): void => onEnd(false);
  const onDone = (): void => onEnd(true);
  switch (asked.kind) {
    case 'create':
      return (
        <CreateBucketDialog
          onClose={onClose}
          onDone={(bucket) => {
            onDone();
            goTo({ kind: 'bucket', bucket, prefix: '' });
          }}
        />
      );
    case 'encryption':
      return <DefaultEncryptionDialog bucket={asked.bucket} onDone={onDone} onClose={onClose} />;
    case 'versioning':
      return <VersioningDialog bucket={asked.bucket} onDone={onDone} onClose={onClose} />;
    case 'delete':
      return <DeleteBucketDialog bucket={asked.bucket} onDone={onDone} onClose={onClose} />;
  }
}

const VERSIONING_WORDS = {
  off: 'not kept',
  enabled: 'kept',
  suspended: 'kept until now, not any more',
} as const;

interface BucketTableProps {
  readonly buckets: readonly BucketView[];
  readonly isOld: boolean;
  readonly isBusy: boolean;
  readonly onAsk: (asked: Asked) => void;
}

function BucketTable({ buckets, isOld, isBusy, onAsk }: BucketTableProps) {
  const { hrefOf } = useObjectsLab();
  if (buckets.length === 0) return null;
  return (
    <div className="card table-card" aria-busy={isOld}>
      <table className="table place-table bucket-table">
        <thead>
          <tr>
            <th scope="col">Bucket</th>
            <th scope="col">New objects get</th>
            <th scope="col">Versions</th>
            <th scope="col">Created</th>
            <th scope="col">
              <span className="visually-hidden">What can be done</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {buckets.map((bucket) => (
            <tr key={bucket.name}>
              <th scope="row">
                <a href={hrefOf({ kind: 'bucket', bucket: bucket.name, prefix: '' })}>{bucket.name}</a>
              </th>
              <td>
                <EncryptionWord mode={bucket.encryption} keyName={bucket.keyName} />
              </td>
              <td>{VERSIONING_WORDS[bucket.versioning]}</td>
              <td>{formatDay(bucket.createdAt)}</td>
              <td className="row-menu">
                <BucketMenu bucket={bucket} isBusy={isBusy} onAsk={onAsk} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function BucketMenu({
  bucket,
  isBusy,
  onAsk,
}: { bucket: BucketView } & Pick<BucketTableProps, 'isBusy' | 'onAsk'>) {
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <ActionIcon size={28} aria-label={`More for ${bucket.name}`} disabled={isBusy}>
          <Ellipsis size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onAsk({ kind: 'encryption', bucket })}>Default encryption</Menu.Item>
        <Menu.Item onClick={() => onAsk({ kind: 'versioning', bucket })}>Versions</Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => onAsk({ kind: 'delete', bucket })}>Delete the bucket</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
