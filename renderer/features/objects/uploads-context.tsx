import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { useClient } from '../../client/client-context.tsx';
import { type Upload, UploadQueue } from './upload-queue.ts';

const QueueContext = createContext<UploadQueue | undefined>(undefined);

/** Keeps the uploads of this window above the pages, so that they go on while another page is shown. */
export function UploadsProvider({ children }: { children: ReactNode }) {
  const client = useClient();
  const [queue] = useState(() => new UploadQueue());
  useEffect(() => queue.connect(client), [queue, client]);
  return <QueueContext value={queue}>{children}</QueueContext>;
}

/** The queue and what is in it. Throws outside of an UploadsProvider: a mistake in the code. */
export function useUploads(): { readonly queue: UploadQueue; readonly uploads: readonly Upload[] } {
  const queue = useContext(QueueContext);
  if (queue === undefined) throw new Error('useUploads needs an UploadsProvider above it.');
  const uploads = useSyncExternalStore(
    (listener) => queue.subscribe(listener),
    () => queue.uploads,
  );
  return { queue, uploads };
}
