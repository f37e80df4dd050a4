import { Button } from '@mantine/core';
import { Server } from 'lucide-react';
import { useRef, useState } from 'react';
import type { StoredObject } from '#shared/contract/inspector.ts';
import { toWire } from '#shared/errors.ts';
import { useQuery } from '../../client/use-query.ts';
import { ErrorBlock } from '../../ui/error-block.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { usePageKeys } from '../keyboard/use-page-keys.ts';
import { inspectLine } from '../walk/inspect-line.ts';
import { ClientCard } from './client-card.tsx';
import { CustomerKeyChoice } from './customer-key-choice.tsx';
import { DeleteObjectDialog } from './delete-object-dialog.tsx';
import { DownloadLine } from './download-line.tsx';
import { DriveCard, type DriveCardHandle } from './drive-card.tsx';
import { LitProvider } from './lit.tsx';
import { ObjectHead } from './object-head.tsx';
import { useObjectsLab } from './objects-lab.tsx';
import { folderOf, type ObjectName } from './places.ts';
import { ServerCard } from './server-card.tsx';
import { quoted } from './shell-line.ts';
import { useDownload } from './use-download.ts';
import { ViewCard } from './view-card.tsx';
import './object-view.css';

/** One object, three truths: what a client sees, what the server stores, what is on the drives. */
export function ObjectView({ object }: { object: ObjectName }) {
  const { name: lab, goTo } = useObjectsLab();
  const stored = useQuery('inspector.object', { lab, ...object });
  const customerKeys = useQuery(
    'objects.customerKeys',
    stored.value?.encryption === 'sse-c' ? { lab } : undefined,
  );
  const [chosenKey, setChosenKey] = useState<string>();
  const customerKey = chosenKey ?? customerKeys.value?.[0];
  const isMarker = isDeleteMarker(stored.value, object);
  const mayAsk = !isMarker && (stored.value?.encryption !== 'sse-c' || customerKey !== undefined);
  const wanted = { lab, ...object, ...(customerKey === undefined ? {} : { customerKey }) };
  const head = useQuery('objects.head', (stored.isLoading && !stored.error) || !mayAsk ? undefined : wanted);
  const downloads = useDownload();
  const [drive, setDrive] = useState<number>();
  const [isDeleting, setDeleting] = useState(false);
  const clientCard = useRef<HTMLElement>(null);
  const serverCard = useRef<HTMLElement>(null);
  const driveCard = useRef<DriveCardHandle>(null);
  const drives = stored.value?.drives ?? [];
  const chosen = Math.min(drive ?? firstWhole(stored.value), Math.max(0, drives.length - 1));

  usePageKeys('object', {
    view: (press) => {
      if (press === '1') focusIn(clientCard.current);
      else if (press === '2') focusIn(serverCard.current);
      else driveCard.current?.focus();
    },
    drive: (press) => {
      const step = press === '[' ? -1 : 1;
      if (drives.length > 0) setDrive((chosen + step + drives.length) % drives.length);
    },
    offset: () => driveCard.current?.goToOffset(),
    search: () => driveCard.current?.search(),
    table: () => driveCard.current?.toggleTable(),
  });

  return (
    <div className="object-page">
      <ObjectHead
        object={object}
        stored={stored.value}
        head={isMarker ? undefined : head.value}
        isMarker={isMarker}
        onDownload={
          mayAsk && (head.value !== undefined || stored.value !== undefined)
            ? () => downloads.start(wanted, head.value?.sizeBytes ?? 0)
            : undefined
        }
        onDelete={() => setDeleting(true)}
        onReload={() => {
          stored.reload();
          head.reload();
        }}
      />
      <DownloadLine downloads={downloads} />
      {stored.value?.encryption === 'sse-c' ? (
        <CustomerKeyChoice
          names={customerKeys.value}
          chosen={customerKey}
          onChoose={(name) => setChosenKey(name)}
        />
      ) : null}
      <LitProvider>
        <div className="object-views">
          <ClientCard
            ref={clientCard}
            head={head}
            mode={stored.value?.encryption}
            line={`mc stat ${quoted(`${lab}/${object.bucket}/${object.key}`)}${object.versionId === undefined ? '' : ` --version-id ${quoted(object.versionId)}`}`}
            reason={reasonOf(isMarker, mayAsk)}
          />
          {stored.value === undefined ? (
            <Unread stored={stored} />
          ) : (
            <>
              <ServerCard
                ref={serverCard}
                stored={stored.value}
                chosen={chosen}
                onChoose={setDrive}
                line={inspectLine({ lab, ...object })}
                onBytes={(path) => driveCard.current?.showField(path)}
              />
              <DriveCard
                ref={driveCard}
                lab={lab}
                object={object}
                stored={stored.value}
                chosen={chosen}
                onChoose={setDrive}
              />
            </>
          )}
        </div>
      </LitProvider>
      {isDeleting ? (
        <DeleteObjectDialog
          bucket={object.bucket}
          object={{ ...object, isDeleteMarker: isMarker }}
          onClose={() => setDeleting(false)}
          onDone={() => goTo({ kind: 'bucket', bucket: object.bucket, prefix: folderOf(object.key) })}
        />
      ) : null}
    </div>
  );
}

/** In place of the two views that are read from the drives, while they are read or cannot be. */
function Unread({ stored }: { stored: ReturnType<typeof useQuery<'inspector.object'>> }) {
  return (
    <ViewCard
      title="What the server stores"
      about="xl.meta of each drive"
      icon={Server}
      className="unread-card"
    >
      {stored.error === undefined ? (
        <div className="view-loading">
          <LoadingRows what="Reading the drives" count={9} />
        </div>
      ) : (
        <ErrorBlock error={toWire(stored.error)}>
          <Button onClick={stored.reload}>Read again</Button>
        </ErrorBlock>
      )}
    </ViewCard>
  );
}

function reasonOf(isMarker: boolean, mayAsk: boolean): string | undefined {
  if (isMarker) return 'A delete marker: a client that asks for this object is told that there is none.';
  return mayAsk ? undefined : 'SSE-C: the server answers only who brings the customer key. Choose one above.';
}

function isDeleteMarker(stored: StoredObject | undefined, { versionId }: ObjectName): boolean {
  const version = stored?.versions.find((one) =>
    versionId === undefined ? one.isLatest : one.versionId === versionId,
  );
  return version?.kind === 'delete-marker';
}

/** The drive to begin with: the one with the first shard where that is whole, as its bytes begin with what was written first. */
function firstWhole(stored: StoredObject | undefined): number {
  const drives = stored?.drives ?? [];
  const first = drives.findIndex(({ state, shard }) => state === 'ok' && (shard?.index ?? 1) === 1);
  return Math.max(0, first === -1 ? drives.findIndex(({ state }) => state === 'ok') : first);
}

/** Puts the focus on what is scrolled inside of a view, or on the view. */
function focusIn(view: HTMLElement | null): void {
  const inner = view?.querySelector<HTMLElement>('[tabindex="0"]');
  (inner ?? view)?.focus();
}
