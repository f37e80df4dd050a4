import { Button } from '@mantine/core';
import type { ObjectRow } from '#shared/contract/objects.ts';
import { toWire } from '#shared/errors.ts';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { countOf } from '../../ui/size.ts';
import { ObjectList, type RowVerb } from './object-list.tsx';
import type { ObjectPages } from './use-object-pages.ts';

export interface BucketInsideProps {
  readonly bucket: string;
  readonly prefix: string;
  readonly pages: ObjectPages;
  readonly hasVersions: boolean;
  readonly isFiltered: boolean;
  /** Something may be here that only the versions show. */
  readonly keepsDeleted: boolean;
  readonly isBusy: boolean;
  readonly onVerb: (verb: RowVerb, object: ObjectRow) => void;
  readonly onUpload: () => void;
}

/** The list of a bucket in each of its states: read, empty, failing, growing. */
export function BucketInside({
  pages,
  bucket,
  isFiltered,
  keepsDeleted,
  isBusy,
  onUpload,
  ...list
}: BucketInsideProps) {
  const { rows, error, isComplete, isLoading, reload } = pages;
  return (
    <>
      {error === undefined ? null : (
        <ErrorBlock error={toWire(error)}>
          <Button onClick={reload}>Read again</Button>
        </ErrorBlock>
      )}
      {rows === undefined ? (
        error === undefined ? (
          <div className="bucket-loading">
            <LoadingRows what={`Reading what is in ${bucket}`} count={8} />
          </div>
        ) : null
      ) : rows.length === 0 ? (
        <div className="bucket-empty">
          <p>{emptyWords(isFiltered, keepsDeleted)}</p>
          {isFiltered ? null : (
            <Button disabled={isBusy} onClick={onUpload}>
              Upload files
            </Button>
          )}
        </div>
      ) : (
        <ObjectList {...list} bucket={bucket} isBusy={isBusy} pages={{ ...pages, rows }} />
      )}
      {rows === undefined || rows.length === 0 ? null : (
        <p className="bucket-foot">
          {countOf(rows.length, 'entry', 'entries')}
          {isComplete ? '' : isLoading ? ', reading more' : ', more below'}
        </p>
      )}
    </>
  );
}

function emptyWords(isFiltered: boolean, keepsDeleted: boolean): string {
  if (isFiltered) return 'No name begins like this.';
  return keepsDeleted
    ? 'Nothing is here now. Drop files anywhere on this page; what was deleted shows under Versions.'
    : 'Nothing is here yet. Drop files anywhere on this page.';
}
