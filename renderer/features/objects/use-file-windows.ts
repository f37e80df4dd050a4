import { useEffect, useState, useSyncExternalStore } from 'react';
import { useClient } from '../../client/client-context.tsx';
import { type FileContent, type FileName, FileWindows } from './file-windows.ts';

export interface ReadFile extends FileContent {
  readonly need: (windows: readonly number[]) => void;
  readonly retry: () => void;
}

/** The bytes and regions of one file, read as they are wanted. For another file the component has to stand anew. */
export function useFileWindows(file: FileName): ReadFile {
  const client = useClient();
  const [reader] = useState(() => {
    const windows = new FileWindows(file);
    return {
      windows,
      need: (offsets: readonly number[]) => windows.need(offsets),
      retry: () => windows.retry(),
      subscribe: (listener: () => void) => windows.subscribe(listener),
    };
  });
  useEffect(() => {
    reader.windows.connect(client);
    return () => reader.windows.connect(undefined);
  }, [reader, client]);
  const content = useSyncExternalStore(reader.subscribe, () => reader.windows.content);
  return { ...content, need: reader.need, retry: reader.retry };
}
