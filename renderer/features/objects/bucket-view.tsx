import { Button, Switch } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import '@mantine/dropzone/styles.layer.css';
import { Upload } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { BucketView as Bucket, ObjectRow } from '#shared/contract/objects.ts';
import { useQuery } from '../../client/use-query.ts';
import { FilterField } from '../../ui/filter-field.tsx';
import { MonoLine } from '../../ui/mono-line.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { BucketInside } from './bucket-inside.tsx';
import { Crumbs } from './crumbs.tsx';
import { DeleteObjectDialog } from './delete-object-dialog.tsx';
import { DownloadLine } from './download-line.tsx';
import { EncryptionWord } from './encryption-word.tsx';
import type { RowVerb } from './object-list.tsx';
import { useObjectsLab } from './objects-lab.tsx';
import { quoted } from './shell-line.ts';
import { UploadDialog } from './upload-dialog.tsx';
import { UploadPanel } from './upload-panel.tsx';
import { useUploads } from './uploads-context.tsx';
import { useDownload } from './use-download.ts';
import { useObjectPages } from './use-object-pages.ts';
import './bucket-view.css';

/** The inside of a bucket from a folder on: what is there, and the way in and out for files. */
export function BucketView({ bucket, prefix }: { bucket: string; prefix: string }) {
  const { name: lab, isBusy } = useObjectsLab();
  const buckets = useQuery('objects.buckets', { lab });
  const view = buckets.value?.find(({ name }) => name === bucket);
  const [filter, setFilter] = useState('');
  const [isFlat, setFlat] = useState(false);
  const [hasVersions, setVersions] = useState(false);
  const [files, setFiles] = useState<readonly File[]>();
  const [deleting, setDeleting] = useState<ObjectRow>();
  const openPicker = useRef<() => void>(null);
  const downloads = useDownload();
  const pages = useObjectPages({
    lab,
    bucket,
    prefix: `${prefix}${filter}`,
    delimiter: isFlat ? '' : '/',
    versions: hasVersions,
  });
  useReloadAfterUploads(bucket, pages.reload);

  const onVerb = (verb: RowVerb, object: ObjectRow): void => {
    if (verb === 'delete') setDeleting(object);
    else downloads.start(wantedOf(lab, bucket, object), object.sizeBytes);
  };

  return (
    <div className="bucket-page">
      <Crumbs bucket={prefix === '' ? undefined : bucket} prefix={prefix.slice(0, -1)} />
      <PageHead title={prefix === '' ? bucket : prefix} about={<BucketAbout bucket={view} />}>
        <Button
          variant="filled"
          leftSection={<Upload size={16} aria-hidden />}
          disabled={isBusy}
          onClick={() => openPicker.current?.()}
        >
          Upload files
        </Button>
      </PageHead>
      <UploadPanel lab={lab} bucket={bucket} />
      <DownloadLine downloads={downloads} />
      <section className="card bucket-card" aria-label={`Inside of ${bucket}`}>
        <div className="bucket-tools">
          <FilterField
            className="bucket-filter"
            label="Filter by the beginning of the name"
            placeholder="Names that begin with"
            value={filter}
            onChange={setFilter}
          />
          <Switch
            label="Folders"
            checked={!isFlat}
            onChange={(event) => setFlat(!event.currentTarget.checked)}
          />
          <Switch
            label="Versions"
            checked={hasVersions}
            onChange={(event) => setVersions(event.currentTarget.checked)}
          />
          <Button size="xs" onClick={pages.reload}>
            Read again
          </Button>
        </div>
        <BucketInside
          {...{ bucket, prefix, pages, hasVersions, isBusy, onVerb }}
          isFiltered={filter !== ''}
          keepsDeleted={view?.versioning !== 'off' && !hasVersions}
          onUpload={() => openPicker.current?.()}
        />
      </section>
      <footer className="page-same">
        <span>Same line:</span>
        <MonoLine
          command={`mc ls ${isFlat ? '--recursive ' : ''}${hasVersions ? '--versions ' : ''}${quoted(`${lab}/${bucket}/${prefix}`)}`}
        />
      </footer>
      <Dropzone.FullScreen
        active={!isBusy}
        withinPortal={false}
        openRef={openPicker}
        onDrop={setFiles}
        aria-label={`Drop files into ${bucket}`}
        inputProps={{ 'aria-label': 'Files to upload' }}
      >
        <p className="drop-words">
          Drop files into <strong>{`${bucket}/${prefix}`}</strong>
        </p>
      </Dropzone.FullScreen>
      {files === undefined ? null : (
        <UploadDialog
          bucket={bucket}
          view={view}
          prefix={prefix}
          files={files}
          onClose={() => setFiles(undefined)}
        />
      )}
      {deleting === undefined ? null : (
        <DeleteObjectDialog
          bucket={bucket}
          object={deleting}
          onClose={() => setDeleting(undefined)}
          onDone={() => {
            setDeleting(undefined);
            pages.reload();
          }}
        />
      )}
    </div>
  );
}

function BucketAbout({ bucket }: { bucket: Bucket | undefined }) {
  if (bucket === undefined) return 'A bucket of this lab';
  return (
    <span className="bucket-about">
      New objects get <EncryptionWord mode={bucket.encryption} keyName={bucket.keyName} />
      {bucket.versioning === 'enabled' ? ' · versions are kept' : ''}
    </span>
  );
}

function wantedOf(lab: string, bucket: string, { key, versionId }: ObjectRow) {
  return { lab, bucket, key, ...(versionId === undefined ? {} : { versionId }) };
}

/** Reads the list again when an upload into the bucket ends. */
function useReloadAfterUploads(bucket: string, reload: () => void): void {
  const { uploads } = useUploads();
  const done = uploads.filter((one) => one.bucket === bucket && one.state === 'done').length;
  const before = useRef(done);
  useEffect(() => {
    if (done > before.current) reload();
    before.current = done;
  }, [done, reload]);
}
