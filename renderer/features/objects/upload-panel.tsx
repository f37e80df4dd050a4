import { Progress as Bar, Button } from '@mantine/core';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { countOf, formatSize } from '../../ui/size.ts';
import { StateIcon } from '../../ui/state-icon.tsx';
import { isOpen, type Upload } from './upload-queue.ts';
import { useUploads } from './uploads-context.tsx';
import './transfer-line.css';

const TONES = {
  waiting: 'waiting',
  running: 'running',
  done: 'done',
  failed: 'fail',
  cancelled: 'neutral',
} as const;
/** More than these are counted, not drawn: thousands of files may be dropped at once. */
const DRAWN = 6;

/** The uploads into a bucket: how far each is, how it ended. */
export function UploadPanel({ lab, bucket }: { lab: string; bucket: string }) {
  const { queue, uploads } = useUploads();
  const own = uploads.filter((one) => one.lab === lab && one.bucket === bucket);
  if (own.length === 0) return null;
  const open = own.filter(isOpen);
  const drawn = own.toSorted((one, other) => RANK[one.state] - RANK[other.state]).slice(0, DRAWN);
  return (
    <section className="card transfers" aria-label="Uploads">
      {drawn.map((upload) => (
        <UploadLine key={upload.id} upload={upload} onCancel={() => queue.cancel(upload.id)} />
      ))}
      <div className="transfer">
        <span className="transfer-words">{totalWords(own)}</span>
        {open.length > 1 ? (
          <Button size="xs" onClick={() => open.forEach(({ id }) => queue.cancel(id))}>
            Cancel all
          </Button>
        ) : null}
        {open.length === own.length ? null : (
          <Button size="xs" onClick={() => queue.dismissEnded(bucket)}>
            Put the ended away
          </Button>
        )}
      </div>
    </section>
  );
}

/** What fails is seen first, what is done last. */
const RANK = { failed: 0, running: 1, waiting: 2, cancelled: 3, done: 4 } as const;

function UploadLine({ upload, onCancel }: { upload: Upload; onCancel: () => void }) {
  const { key, sentBytes, sizeBytes, state, error } = upload;
  return (
    <div className="transfer">
      <StateIcon tone={TONES[state]} />
      <span className="transfer-name">{key}</span>
      <span className="transfer-words">{uploadWords(upload)}</span>
      {isOpen(upload) ? (
        <>
          <Bar
            className="transfer-bar"
            value={sizeBytes === 0 ? 0 : (sentBytes / sizeBytes) * 100}
            size={6}
            aria-label={`Uploading ${key}`}
          />
          <Button size="xs" aria-label={`Cancel the upload of ${key}`} onClick={onCancel}>
            Cancel
          </Button>
        </>
      ) : null}
      {error === undefined ? null : (
        <div className="transfer-error">
          <ErrorBlock error={error} />
        </div>
      )}
    </div>
  );
}

function uploadWords({ state, sentBytes, sizeBytes }: Upload): string {
  switch (state) {
    case 'waiting':
      return `${formatSize(sizeBytes)}, waits for its turn`;
    case 'running':
      return sentBytes === sizeBytes && sizeBytes > 0
        ? `${formatSize(sizeBytes)} sent, MinIO writes`
        : `${formatSize(sentBytes)} of ${formatSize(sizeBytes)}`;
    case 'done':
      return `${formatSize(sizeBytes)} uploaded`;
    case 'failed':
      return 'not uploaded';
    case 'cancelled':
      return 'cancelled; nothing of it is kept';
  }
}

function totalWords(uploads: readonly Upload[]): string {
  const done = uploads.filter(({ state }) => state === 'done').length;
  const sent = uploads.reduce((sum, { sentBytes }) => sum + sentBytes, 0);
  const total = uploads.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return `${done} of ${countOf(uploads.length, 'file')} uploaded, ${formatSize(sent)} of ${formatSize(total)} sent`;
}
